package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Expressions as MariaDB's SQL; only what {@link MariaDbSupport} takes.
final class MariaDbExpr {
    private final IntFunction<String> columns;

    /// @param columns text of the input's column by index
    MariaDbExpr(IntFunction<String> columns) {
        this.columns = columns;
    }

    String render(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> columns.apply(column.index());
            case Expr.Literal literal -> MariaDbLiterals.render(literal);
            case Expr.Call call -> call(call);
            case Expr.Cast cast -> cast(cast);
            case Expr.Conditional conditional ->
                    conditional.branches().stream()
                            .map(b ->
                                    "WHEN %s THEN %s "
                                            .formatted(render(b.condition()), render(b.value())))
                            .collect(
                                    Collectors.joining(
                                            "",
                                            "CASE ",
                                            "ELSE " + render(conditional.otherwise()) + " END"));
            case Expr.In in ->
                    "(%s IN (%s))"
                            .formatted(
                                    render(in.operand()),
                                    in.values().stream()
                                            .map(this::render)
                                            .collect(Collectors.joining(", ")));
        };
    }

    private String cast(Expr.Cast cast) {
        Type from = cast.operand().type();
        Type to = cast.type();
        String operand = render(cast.operand());
        if (from.equals(to) || MariaDbSupport.isSameInside(from, to)) {
            return operand;
        }
        if (to == Type.Simple.BOOLEAN) {
            return "(%s <> 0)".formatted(operand);
        }
        return from == Type.Simple.BOOLEAN && to == Type.Simple.VARCHAR
                ? "CASE %s WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END".formatted(operand)
                : MariaDbTypes.cast(operand, to);
    }

    private String call(Expr.Call call) {
        List<String> a = call.arguments().stream().map(this::render).toList();
        String first = a.getFirst();
        String last = a.getLast();
        return switch (call.function()) {
            case EQ -> infix(a, "=");
            case NE -> infix(a, "<>");
            case LT -> infix(a, "<");
            case LE -> infix(a, "<=");
            case GT -> infix(a, ">");
            case GE -> infix(a, ">=");
            case IS_NOT_DISTINCT_FROM -> infix(a, "<=>");
            case IS_DISTINCT_FROM -> "(NOT %s)".formatted(infix(a, "<=>"));
            case AND -> infix(a, "AND");
            case OR -> infix(a, "OR");
            case NOT -> "(NOT %s)".formatted(first);
            case IS_NULL -> "(%s IS NULL)".formatted(first);
            case IS_NOT_NULL -> "(%s IS NOT NULL)".formatted(first);
            case IS_TRUE -> "(%s IS TRUE)".formatted(first);
            case IS_FALSE -> "(%s IS FALSE)".formatted(first);
            case COALESCE -> function("coalesce", a);
            case ADD -> infix(a, "+");
            case SUBTRACT -> infix(a, "-");
            case MULTIPLY -> infix(a, "*");
            case NEGATE -> "(- %s)".formatted(first);
            case ABS -> function("abs", a);
            case CEIL -> call.type().isInteger() ? first : function("ceil", a);
            case FLOOR -> call.type().isInteger() ? first : function("floor", a);
            case ROUND -> round(first, call.type());
            case TRIM -> "trim(BOTH ' ' FROM %s)".formatted(first);
            case LTRIM -> "trim(LEADING ' ' FROM %s)".formatted(first);
            case RTRIM -> "trim(TRAILING ' ' FROM %s)".formatted(first);
            case CHAR_LENGTH -> function("char_length", a);
            case SUBSTRING -> function("substring", a);
            case POSITION -> function("locate", a);
            case STARTS_WITH -> "(left(%s, char_length(%s)) = %s)".formatted(first, last, last);
            case ENDS_WITH -> "(right(%s, char_length(%s)) = %s)".formatted(first, last, last);
            case REVERSE -> function("reverse", a);
            case MD5 -> MariaDbTypes.text(function("md5", a));
            case SHA256 -> MariaDbTypes.text(MariaDbTypes.digest(first));
            case LIKE -> like(call, a);
            case EXTRACT_YEAR -> function("year", a);
            case EXTRACT_QUARTER -> function("quarter", a);
            case EXTRACT_MONTH -> function("month", a);
            case EXTRACT_WEEK -> "week(%s, 3)".formatted(first);
            case EXTRACT_DAY -> function("dayofmonth", a);
            case EXTRACT_DAY_OF_WEEK -> "(dayofweek(%s) - 1)".formatted(first);
            case EXTRACT_DAY_OF_YEAR -> function("dayofyear", a);
            case EXTRACT_HOUR -> function("hour", a);
            case EXTRACT_MINUTE -> function("minute", a);
            case EXTRACT_SECOND -> function("second", a);
            case DATE_TRUNC -> MariaDbTimes.truncate(call, last);
            case DAYS_BETWEEN -> function("datediff", a);
            case MICROSECONDS_BETWEEN ->
                    "timestampdiff(MICROSECOND, %s, %s)".formatted(last, first);
            default ->
                    throw new IllegalArgumentException(
                            "MariaDB does not evaluate " + call.function().text());
        };
    }

    private static String round(String text, Type type) {
        return type instanceof Type.Decimal d ? "round(%s, %d)".formatted(text, d.scale()) : text;
    }

    /// Without ESCAPE the backslash is one, whatever the session's mode.
    private static String like(Expr.Call call, List<String> a) {
        String escape =
                a.size() == 3
                        ? a.getLast()
                        : MariaDbLiterals.quoted(unused(call.arguments().get(1)));
        return "(%s LIKE %s ESCAPE %s)".formatted(a.getFirst(), a.get(1), escape);
    }

    private static String unused(Expr pattern) {
        return MariaDbLiterals.unused(
                ((Expr.Literal) pattern).value() instanceof String text ? text : "");
    }

    private static String function(String name, List<String> a) {
        return "%s(%s)".formatted(name, String.join(", ", a));
    }

    private static String infix(List<String> a, String operator) {
        return "(" + String.join(" " + operator + " ", a) + ")";
    }
}
