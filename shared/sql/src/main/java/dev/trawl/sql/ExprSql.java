package dev.trawl.sql;

import dev.trawl.plan.Expr;
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
        if (ListSql.takes(in)) {
            return ListSql.render(render(in.operand()), in.values(), dialect);
        }
        return "(%s IN (%s))"
                .formatted(
                        render(in.operand()),
                        in.values().stream().map(this::render).collect(Collectors.joining(", ")));
    }

    private String call(Expr.Call call) {
        List<String> a = call.arguments().stream().map(this::render).toList();
        return switch (call.function()) {
            case EQ -> compare(a, call, "=");
            case NE -> compare(a, call, "<>");
            case LT -> compare(a, call, "<");
            case LE -> compare(a, call, "<=");
            case GT -> compare(a, call, ">");
            case GE -> compare(a, call, ">=");
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> same(a, call);
            case AND -> infix(a, "AND");
            case OR -> infix(a, "OR");
            case NOT -> "(NOT %s)".formatted(a.getFirst());
            case IS_NULL -> "(%s IS NULL)".formatted(a.getFirst());
            case IS_NOT_NULL -> "(%s IS NOT NULL)".formatted(a.getFirst());
            case IS_TRUE -> "(%s IS TRUE)".formatted(a.getFirst());
            case IS_FALSE -> "(%s IS FALSE)".formatted(a.getFirst());
            case COALESCE -> function("coalesce", a);
            case ONLY_VALUE ->
                    ErrorSql.failWhen(
                            a.getLast() + " > 1",
                            SqlFailure.SUBQUERY_TOO_MANY_ROWS,
                            a.getFirst(),
                            call.type());
            case ADD -> ArithmeticSql.addOrMultiply(a, "+", call, dialect);
            case SUBTRACT -> ArithmeticSql.addOrMultiply(a, "-", call, dialect);
            case MULTIPLY -> ArithmeticSql.addOrMultiply(a, "*", call, dialect);
            case DIVIDE -> ArithmeticSql.divide(a, call, dialect);
            case MODULO -> ArithmeticSql.modulo(a, call, dialect);
            case NEGATE -> ArithmeticSql.negate(a.getFirst(), call.type(), dialect);
            case ABS -> function("abs", a);
            case CEIL -> ArithmeticSql.whole("ceil", a.getFirst(), call, dialect);
            case FLOOR -> ArithmeticSql.whole("floor", a.getFirst(), call, dialect);
            case ROUND -> ArithmeticSql.round(a, call, dialect);
            case SQRT -> ArithmeticSql.real("sqrt", a, dialect);
            case LN -> ArithmeticSql.real("ln", a, dialect);
            case EXP -> ArithmeticSql.real("exp", a, dialect);
            case LOG10 -> ArithmeticSql.real("log10", a, dialect);
            case POWER -> ArithmeticSql.real("pow", a, dialect);
            case CONCAT -> infix(a, "||");
            case UPPER -> TextSql.upper(a.getFirst());
            case LOWER -> function("lower", a);
            case TRIM -> TextSql.trim("trim", a.getFirst(), dialect);
            case LTRIM -> TextSql.trim("ltrim", a.getFirst(), dialect);
            case RTRIM -> TextSql.trim("rtrim", a.getFirst(), dialect);
            case CHAR_LENGTH -> TextSql.length(a.getFirst(), dialect);
            case SUBSTRING -> TextSql.substring(call, a, dialect);
            case POSITION -> TextSql.position(a, dialect);
            case REPLACE -> function("replace", a);
            case STARTS_WITH -> function("starts_with", a);
            case ENDS_WITH -> MoreTextSql.endsWith(a, dialect);
            case REVERSE -> MoreTextSql.reverse(a.getFirst(), dialect);
            case INITCAP -> MoreTextSql.initcap(a.getFirst());
            case REPEAT -> MoreTextSql.repeat(a);
            case LPAD -> MoreTextSql.pad("lpad", a);
            case RPAD -> MoreTextSql.pad("rpad", a);
            case SPLIT_PART -> MoreTextSql.splitPart(a, dialect);
            case TRANSLATE -> function("translate", a);
            case ASCII -> "CAST(ascii(%s) AS bigint)".formatted(a.getFirst());
            case CHR -> MoreTextSql.chr(a.getFirst());
            case MD5 -> function("md5", a);
            case SHA256 -> MoreTextSql.sha256(a.getFirst(), dialect);
            case REGEXP_LIKE -> "regexp_matches(%s, %s, 's')".formatted(a.getFirst(), a.getLast());
            case REGEXP_SUBSTR -> MoreTextSql.firstMatch(a);
            case REGEXP_REPLACE ->
                    "regexp_replace(%s, %s, %s, 's')".formatted(a.get(0), a.get(1), a.get(2));
            case REGEXP_REPLACE_ALL ->
                    "regexp_replace(%s, %s, %s, 'gs')".formatted(a.get(0), a.get(1), a.get(2));
            case LIKE -> TextSql.like(call, a, dialect);
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
                    TimeSql.extract(
                            call.function(),
                            a.getFirst(),
                            call.arguments().getFirst().type(),
                            dialect);
            case DATE_TRUNC -> TimeSql.truncate(call, a.getLast(), dialect);
            case ADD_DAYS, ADD_MONTHS, ADD_MICROSECONDS -> TimeSql.add(call, a);
            case MICROSECONDS_BETWEEN ->
                    "(epoch_us(%s) - epoch_us(%s))".formatted(a.getFirst(), a.getLast());
            case DAYS_BETWEEN -> TimeSql.daysBetween(a, dialect);
        };
    }

    private String compare(List<String> a, Expr.Call call, String operator) {
        return ComparisonSql.render(
                a, call.arguments().stream().map(Expr::type).toList(), operator, dialect);
    }

    private String same(List<String> a, Expr.Call call) {
        return ComparisonSql.same(
                a,
                call.arguments().stream().map(Expr::type).toList(),
                dialect,
                call.function() == dev.trawl.plan.Function.IS_NOT_DISTINCT_FROM);
    }

    private static String function(String name, List<String> a) {
        return "%s(%s)".formatted(name, String.join(", ", a));
    }

    private static String infix(List<String> a, String operator) {
        return "(" + String.join(" " + operator + " ", a) + ")";
    }
}
