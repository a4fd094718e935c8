package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Expressions as SQL text; only what {@link Support} takes.
final class ExprSql {
    private final Dialect dialect;
    private final IntFunction<String> columns;

    /// @param columns text of the input's column by index
    ExprSql(Dialect dialect, IntFunction<String> columns) {
        this.dialect = dialect;
        this.columns = columns;
    }

    String render(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> columns.apply(column.index());
            case Expr.Literal literal -> LiteralSql.render(literal, dialect);
            case Expr.Call call -> call(call);
            case Expr.Cast cast -> CastSql.render(cast, render(cast.operand()), dialect);
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
            case Expr.In in -> in(in);
        };
    }

    private String in(Expr.In in) {
        return "(%s IN (%s))"
                .formatted(
                        render(in.operand()),
                        in.values().stream().map(this::render).collect(Collectors.joining(", ")));
    }

    private String call(Expr.Call call) {
        List<String> a = call.arguments().stream().map(this::render).toList();
        Type type = call.arguments().isEmpty() ? call.type() : call.arguments().getFirst().type();
        return switch (call.function()) {
            case EQ -> infix(a, "=");
            case NE -> infix(a, "<>");
            case LT -> ordered(a, "<", type);
            case LE -> ordered(a, "<=", type);
            case GT -> ordered(a, ">", type);
            case GE -> ordered(a, ">=", type);
            case IS_DISTINCT_FROM -> infix(a, "IS DISTINCT FROM");
            case IS_NOT_DISTINCT_FROM -> infix(a, "IS NOT DISTINCT FROM");
            case AND -> infix(a, "AND");
            case OR -> infix(a, "OR");
            case NOT -> "(NOT %s)".formatted(a.getFirst());
            case IS_NULL -> "(%s IS NULL)".formatted(a.getFirst());
            case IS_NOT_NULL -> "(%s IS NOT NULL)".formatted(a.getFirst());
            case IS_TRUE -> "(%s IS TRUE)".formatted(a.getFirst());
            case IS_FALSE -> "(%s IS FALSE)".formatted(a.getFirst());
            case COALESCE -> "coalesce(%s)".formatted(String.join(", ", a));
            case ADD -> ArithmeticSql.infix(a, "+", call, dialect);
            case SUBTRACT -> ArithmeticSql.infix(a, "-", call, dialect);
            case MULTIPLY -> ArithmeticSql.infix(a, "*", call, dialect);
            case DIVIDE -> ArithmeticSql.divide(a, call, dialect);
            case MODULO -> ArithmeticSql.modulo(a, call, dialect);
            case NEGATE -> "(- %s)".formatted(a.getFirst());
            case ABS -> "abs(%s)".formatted(a.getFirst());
            case CEIL -> ArithmeticSql.whole("ceil", a, call, dialect);
            case FLOOR -> ArithmeticSql.whole("floor", a, call, dialect);
            case ROUND -> ArithmeticSql.round(a, call, dialect);
            case SQRT -> "sqrt(%s)".formatted(a.getFirst());
            case LN -> "ln(%s)".formatted(a.getFirst());
            case EXP ->
                    "trawl_finite(exp(%s), %s, %s)"
                            .formatted(a.getFirst(), a.getFirst(), a.getFirst());
            case POWER ->
                    "trawl_finite(power(%s, %s), %s, %s)"
                            .formatted(a.get(0), a.get(1), a.get(0), a.get(1));
            case CONCAT -> infix(a, "||");
            case UPPER, LOWER -> call.function().text() + "(%s)".formatted(a.getFirst());
            case TRIM -> TextSql.trim("trim", a.getFirst(), dialect);
            case LTRIM -> TextSql.trim("ltrim", a.getFirst(), dialect);
            case RTRIM -> TextSql.trim("rtrim", a.getFirst(), dialect);
            case CHAR_LENGTH -> TextSql.length(a.getFirst(), dialect);
            case SUBSTRING -> TextSql.substring(a, dialect);
            case POSITION -> TextSql.position(a, dialect);
            case REPLACE -> "replace(%s, %s, %s)".formatted(a.get(0), a.get(1), a.get(2));
            case STARTS_WITH -> "starts_with(%s, %s)".formatted(a.get(0), a.get(1));
            case LIKE -> TextSql.like(a, dialect);
            case EXTRACT_YEAR,
                    EXTRACT_QUARTER,
                    EXTRACT_MONTH,
                    EXTRACT_WEEK,
                    EXTRACT_DAY,
                    EXTRACT_DAY_OF_WEEK,
                    EXTRACT_DAY_OF_YEAR,
                    EXTRACT_HOUR,
                    EXTRACT_MINUTE,
                    EXTRACT_SECOND ->
                    TimeSql.extract(call.function(), a.getFirst(), dialect);
            case DATE_TRUNC -> TimeSql.truncate(a, call, dialect);
            case ADD_DAYS, ADD_MONTHS, ADD_MICROSECONDS -> TimeSql.add(call, a);
            case DAYS_BETWEEN -> TimeSql.daysBetween(a, dialect);
        };
    }

    /// Text order is by code point in DuckDB; PostgreSQL needs to be told.
    private String ordered(List<String> a, String operator, Type type) {
        return type == Type.Simple.VARCHAR && dialect == Dialect.POSTGRESQL
                ? "(%s COLLATE \"C\" %s %s)".formatted(a.get(0), operator, a.get(1))
                : infix(a, operator);
    }

    private static String infix(List<String> a, String operator) {
        return "(" + String.join(" " + operator + " ", a) + ")";
    }

    static String orderBy(String text, Type type, Dialect dialect) {
        return type == Type.Simple.VARCHAR && dialect == Dialect.POSTGRESQL
                ? text + " COLLATE \"C\""
                : text;
    }
}
