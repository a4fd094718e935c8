package dev.trawl.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Conditions that cannot all be true: one name that equals two texts.
final class Contradictions {
    private static final Pattern EQUALS =
            Pattern.compile(
                    "\\s*([a-z_][a-zA-Z0-9_.]*)\\s*==\\s*(?:'([^'\\\\]*)'|\"([^\"\\\\]*)\")\\s*");

    private Contradictions() {}

    static Optional<String> of(List<Condition> conditions) {
        Map<String, String> values = new HashMap<>();
        for (Condition condition : conditions) {
            if (condition.text().contains("||") || condition.text().contains("?")) {
                continue;
            }
            for (String part : condition.text().split("&&", -1)) {
                Matcher equality = EQUALS.matcher(part);
                if (!equality.matches()) {
                    continue;
                }
                String name = name(equality.group(1), condition);
                String value = equality.group(2) == null ? equality.group(3) : equality.group(2);
                String before = values.putIfAbsent(name, value);
                if (before != null && !before.equals(value)) {
                    return Optional.of(
                            "%s cannot be both '%s' and '%s'".formatted(name, before, value));
                }
            }
        }
        return Optional.empty();
    }

    /// Bare names are claims.
    private static String name(String written, Condition condition) {
        return condition.names() == Condition.Names.ATTRIBUTES && written.indexOf('.') < 0
                ? "principal." + written
                : written;
    }
}
