package dev.trawl.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Conditions and filters that cannot all be true: one name that equals two values, a time that is
/// after its end, or over. What it does not understand, as alternatives, it takes for possible.
final class Contradictions {
    private static final Pattern EQUALS =
            Pattern.compile(
                    "\\s*([a-z_][a-zA-Z0-9_.]*)\\s*==\\s*(?:'([^'\\\\]*)'|\"([^\"\\\\]*)\")\\s*");
    private static final Pattern TIME =
            Pattern.compile(
                    "\\s*request\\.time\\s*(<=?|>=?)\\s*timestamp\\(\\s*['\"]([^'\"]*)['\"]\\s*\\)\\s*");
    private static final Pattern SQL_EQUALS =
            Pattern.compile(
                    "\\(?\\s*\"?([A-Za-z_][A-Za-z0-9_]*)\"?\\s*=\\s*('(?:[^']|'')*'|-?[0-9.]+|true|false)\\s*\\)?");
    private static final Pattern SQL_ALTERNATIVES =
            Pattern.compile("\\b(or|not|case)\\b", Pattern.CASE_INSENSITIVE);

    private Contradictions() {}

    /// @param now after which a rule must be able to match
    static Optional<String> of(List<Condition> conditions, Instant now) {
        Map<String, String> values = new HashMap<>();
        Window window = new Window();
        for (Condition condition : conditions) {
            if (condition.text().contains("||") || condition.text().contains("?")) {
                continue;
            }
            for (String part : condition.text().split("&&", -1)) {
                window.bound(TIME.matcher(part));
                Matcher equality = EQUALS.matcher(part);
                if (!equality.matches()) {
                    continue;
                }
                String value = equality.group(2) == null ? equality.group(3) : equality.group(2);
                Optional<String> found =
                        second(values, name(equality.group(1), condition), "'%s'".formatted(value));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return window.told(now);
    }

    /// Of a row filter.
    static Optional<String> of(String sql) {
        if (SQL_ALTERNATIVES.matcher(sql).find()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (String part : sql.split("(?i)\\band\\b", -1)) {
            Matcher equality = SQL_EQUALS.matcher(part.strip());
            if (!equality.matches()) {
                continue;
            }
            Optional<String> found =
                    second(values, equality.group(1).toLowerCase(Locale.ROOT), equality.group(2));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> second(Map<String, String> values, String name, String value) {
        String before = values.putIfAbsent(name, value);
        return before == null || before.equals(value)
                ? Optional.empty()
                : Optional.of("%s cannot be both %s and %s".formatted(name, before, value));
    }

    /// Bare names are claims.
    private static String name(String written, Condition condition) {
        return condition.names() == Condition.Names.ATTRIBUTES && written.indexOf('.') < 0
                ? "principal." + written
                : written;
    }

    /// The time that conditions leave.
    private static final class Window {
        private @Nullable Instant from;
        private @Nullable Instant to;

        void bound(Matcher bound) {
            if (!bound.matches()) {
                return;
            }
            Instant time;
            try {
                time = Instant.parse(bound.group(2));
            } catch (DateTimeException e) {
                return;
            }
            if (bound.group(1).startsWith("<")) {
                to = to == null || time.isBefore(to) ? time : to;
            } else {
                from = from == null || time.isAfter(from) ? time : from;
            }
        }

        Optional<String> told(Instant now) {
            if (from != null && to != null && from.isAfter(to)) {
                return Optional.of(
                        "request.time cannot be after %s and before %s".formatted(from, to));
            }
            return to != null && to.isBefore(now)
                    ? Optional.of("its time was over at " + to)
                    : Optional.empty();
        }
    }
}
