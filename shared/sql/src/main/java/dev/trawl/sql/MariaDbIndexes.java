package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a predicate says of columns as their tables hold them, which an index may find.
///
/// Equal texts are equal under every collation, so that a column's own comparison, whatever else it
/// takes for the same, loses no row of the exact one. It stands beside that, never for it.
final class MariaDbIndexes {
    /// Longer lists would be made tables, which have another collation.
    private static final int VALUES_MAX = 999;

    private static final Set<String> ASCII =
            Set.of("ascii", "latin1", "latin2", "latin5", "latin7", "cp1250", "cp1251", "koi8r");

    /// Of character sets of which each character has one of Unicode.
    private static final Pattern WHOLE = Pattern.compile("(utf8|utf8mb3|utf8mb4|latin1|ascii)_.*");

    /// Collations that weigh character by character, and whose ranges of prefixes lose none.
    private static final Pattern SIMPLE =
            Pattern.compile(".*_general_ci|(?!utf8mb4_).*_bin|latin1_swedish_ci");

    /// Constants near the bounds of timestamps are no timestamps.
    private static final Instant FIRST = Instant.parse("1970-01-02T00:00:00Z");

    private static final Instant LAST = Instant.parse("2038-01-18T00:00:00Z");

    private final IntFunction<@Nullable Column> columns;

    /// @param columns of the input by index; null for what is none of a table
    MariaDbIndexes(IntFunction<@Nullable Column> columns) {
        this.columns = columns;
    }

    /// A column as its table holds it.
    ///
    /// @param text its qualified name
    /// @param collation null for dates and times
    record Column(String text, @Nullable String collation) {
        boolean isText() {
            return collation != null;
        }

        boolean isComparable(Column other) {
            return collation != null
                    && collation.equals(other.collation)
                    && WHOLE.matcher(collation).matches();
        }
    }

    /// A condition that is true wherever the predicate is; absent if there is none to help.
    Optional<String> implied(Expr predicate) {
        return switch (predicate) {
            case Expr.Call call -> implied(call);
            case Expr.In in -> in(in);
            case Expr.Column _, Expr.Literal _, Expr.Cast _, Expr.Conditional _ -> Optional.empty();
        };
    }

    private Optional<String> implied(Expr.Call call) {
        return switch (call.function()) {
            case AND -> joined(parts(call), " AND ");
            case OR -> {
                List<String> parts = parts(call);
                yield parts.size() == call.arguments().size()
                        ? joined(parts, " OR ")
                        : Optional.empty();
            }
            case EQ, IS_NOT_DISTINCT_FROM -> compared(call, "=");
            case LT -> compared(call, "<");
            case LE -> compared(call, "<=");
            case GT -> compared(call, ">");
            case GE -> compared(call, ">=");
            case STARTS_WITH -> begins(call);
            case LIKE -> like(call);
            default -> Optional.empty();
        };
    }

    private List<String> parts(Expr.Call call) {
        return call.arguments().stream().map(this::implied).flatMap(Optional::stream).toList();
    }

    private static Optional<String> joined(List<String> parts, String with) {
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("(" + String.join(with, parts) + ")");
    }

    private Optional<String> in(Expr.In in) {
        Column column = column(in.operand());
        if (column == null || in.values().size() > VALUES_MAX) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (Expr value : in.values()) {
            constant(value, column).ifPresent(values::add);
        }
        return values.size() == in.values().size()
                ? Optional.of("(%s IN (%s))".formatted(column.text(), String.join(", ", values)))
                : Optional.empty();
    }

    private Optional<String> compared(Expr.Call call, String operator) {
        Expr left = call.arguments().getFirst();
        Expr right = call.arguments().getLast();
        Column first = column(left);
        Column last = column(right);
        if (first != null && last != null) {
            return call.function() == Function.EQ && first.isComparable(last)
                    ? condition(first.text(), operator, last.text())
                    : Optional.empty();
        }
        if (first != null) {
            return isSame(first, operator)
                    ? constant(right, first).flatMap(c -> condition(first.text(), operator, c))
                    : Optional.empty();
        }
        return last != null && isSame(last, operator)
                ? constant(left, last).flatMap(c -> condition(c, operator, last.text()))
                : Optional.empty();
    }

    /// Collations agree about what is the same only.
    private static boolean isSame(Column column, String operator) {
        return !column.isText() || operator.equals("=");
    }

    private static Optional<String> condition(String left, String operator, String right) {
        return Optional.of("(%s %s %s)".formatted(left, operator, right));
    }

    private @Nullable Column column(Expr expr) {
        return expr instanceof Expr.Column c ? columns.apply(c.index()) : null;
    }

    /// A prefix as the pattern of a text column.
    private Optional<String> begins(Expr.Call call) {
        String prefix = text(call.arguments().getLast());
        if (prefix == null || prefix.isEmpty()) {
            return Optional.empty();
        }
        String escape = MariaDbLiterals.unused(prefix + "%_");
        String pattern = prefix.replace("%", escape + "%").replace("_", escape + "_") + "%";
        return matched(call.arguments().getFirst(), pattern, escape);
    }

    /// A pattern that begins with a character of its own.
    private Optional<String> like(Expr.Call call) {
        String pattern = text(call.arguments().get(1));
        if (call.arguments().size() > 2
                || pattern == null
                || pattern.isEmpty()
                || "%_".indexOf(pattern.charAt(0)) >= 0) {
            return Optional.empty();
        }
        return matched(call.arguments().getFirst(), pattern, MariaDbLiterals.unused(pattern));
    }

    private Optional<String> matched(Expr operand, String pattern, String escape) {
        Column column = column(operand);
        return column != null
                        && column.collation() != null
                        && SIMPLE.matcher(column.collation()).matches()
                        && holds(column.collation(), pattern)
                ? Optional.of(
                        "(%s LIKE %s ESCAPE %s)"
                                .formatted(
                                        column.text(),
                                        MariaDbLiterals.coercible(pattern),
                                        MariaDbLiterals.coercible(escape)))
                : Optional.empty();
    }

    private static @Nullable String text(Expr expr) {
        return expr instanceof Expr.Literal l && l.value() instanceof String text ? text : null;
    }

    /// The constant, if the column's own type holds it.
    private static Optional<String> constant(Expr expr, Column column) {
        if (!(expr instanceof Expr.Literal literal) || literal.value() == null) {
            return Optional.empty();
        }
        String collation = column.collation();
        if (collation != null) {
            return literal.value() instanceof String || literal.value() instanceof UUID
                    ? Optional.of(literal.value().toString())
                            .filter(text -> holds(collation, text))
                            .map(MariaDbLiterals::coercible)
                    : Optional.empty();
        }
        boolean isOutside =
                literal.value() instanceof Instant at && (at.isBefore(FIRST) || at.isAfter(LAST));
        return isOutside ? Optional.empty() : Optional.of(MariaDbLiterals.render(literal));
    }

    /// Whether the collation's character set has every character; where it has not, comparing
    /// fails. What a set cannot map is read as a question mark.
    private static boolean holds(String collation, String text) {
        int end = collation.indexOf('_');
        String set = end < 0 ? collation : collation.substring(0, end);
        return switch (set) {
            case "utf8mb4" -> true;
            case "utf8mb3", "utf8" -> text.codePoints().allMatch(Character::isBmpCodePoint);
            default ->
                    ASCII.contains(set)
                            && text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '?');
        };
    }
}
