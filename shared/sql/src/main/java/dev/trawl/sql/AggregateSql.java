package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Decimals;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Aggregates as SQL text.
final class AggregateSql {
    private static final Type.Decimal COUNT = Decimals.of(Type.Simple.BIGINT);

    private final Aggregation aggregation;
    private final Dialect dialect;
    private final String argument;
    private final String suffix;

    private AggregateSql(
            Aggregation aggregation, ExprSql expressions, Dialect dialect, String over) {
        this.aggregation = aggregation;
        this.dialect = dialect;
        this.argument =
                aggregation.arguments().isEmpty()
                        ? "*"
                        : expressions.render(aggregation.arguments().getFirst());
        Expr condition = aggregation.filter();
        this.suffix =
                condition == null
                        ? over
                        : " FILTER (WHERE %s)%s".formatted(expressions.render(condition), over);
    }

    static String render(Aggregation aggregation, ExprSql expressions, Dialect dialect) {
        return renderOver(aggregation, expressions, dialect, "");
    }

    /// @param over the OVER clause after each call; empty for groups
    static String renderOver(
            Aggregation aggregation, ExprSql expressions, Dialect dialect, String over) {
        AggregateSql sql = new AggregateSql(aggregation, expressions, dialect, over);
        return switch (aggregation.function()) {
            case COUNT_ALL, COUNT -> sql.call("count", sql.argument);
            case SUM -> sql.sum();
            case AVG -> sql.average();
            case MIN -> sql.extreme("min", "bool_and");
            case MAX -> sql.extreme("max", "bool_or");
            case BOOL_AND -> sql.call("bool_and", sql.argument);
            case BOOL_OR -> sql.call("bool_or", sql.argument);
            case MIN_BY -> sql.extremeBy("min", expressions);
            case MAX_BY -> sql.extremeBy("max", expressions);
            case STRING_AGG -> sql.joined(expressions);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> sql.spread();
            case PERCENTILE_CONT -> sql.percentile("quantile_cont", expressions);
            case PERCENTILE_DISC -> sql.percentile("quantile_disc", expressions);
        };
    }

    private String call(String function, String text) {
        String distinct =
                aggregation.quantifier() == Aggregation.Quantifier.DISTINCT ? "DISTINCT " : "";
        return "%s(%s%s)%s".formatted(function, distinct, text, suffix);
    }

    private String sum() {
        if (from().isFloating()) {
            return switch (dialect) {
                case DUCKDB -> finite(call("sum", argument));
                case POSTGRESQL -> call("sum", cast(argument, Type.Simple.DOUBLE));
            };
        }
        return cast(call("sum", argument), aggregation.type());
    }

    private String average() {
        String count = call("count", argument);
        if (aggregation.type() instanceof Type.Decimal result && from() instanceof Type.Decimal d) {
            String sum = cast(call("sum", argument), Decimals.sum(d));
            return switch (dialect) {
                case DUCKDB ->
                        DecimalDivision.duckDb(
                                sum, Decimals.sum(d), "nullif(" + count + ", 0)", COUNT, result);
                case POSTGRESQL ->
                        DecimalDivision.postgres(
                                sum, "CAST(nullif(" + count + ", 0) AS numeric)", result);
            };
        }
        String average = cast(call("avg", argument), Type.Simple.DOUBLE);
        return from().isFloating() ? finite(average) : average;
    }

    /// DuckDB's sums of finite numbers overflow to infinity.
    private String finite(String text) {
        String operands = call("bool_and", "isfinite(%s)".formatted(argument));
        return Let.in(
                List.of(text, operands),
                v ->
                        ErrorSql.failWhen(
                                "NOT isfinite(%s) AND %s".formatted(v.getFirst(), v.getLast()),
                                SqlFailure.VALUE_OUT_OF_RANGE,
                                v.getFirst(),
                                Type.Simple.DOUBLE));
    }

    /// In DuckDB, where one value has none, also if it is no number.
    private String spread() {
        String operands = call("bool_and", "isfinite(%s)".formatted(argument));
        return Let.in(
                List.of(call(aggregation.function().text(), argument), operands),
                v ->
                        "CASE WHEN %s IS NULL THEN NULL WHEN NOT %s THEN CAST('NaN' AS DOUBLE) ELSE %s END"
                                .formatted(
                                        v.getFirst(),
                                        v.getLast(),
                                        ErrorSql.failWhen(
                                                "NOT isfinite(%s)".formatted(v.getFirst()),
                                                SqlFailure.VALUE_OUT_OF_RANGE,
                                                v.getFirst(),
                                                Type.Simple.DOUBLE)));
    }

    private String percentile(String function, ExprSql expressions) {
        return call(
                function,
                "%s, %s"
                        .formatted(
                                argument, expressions.render(aggregation.arguments().getLast())));
    }

    private String extreme(String function, String ofBooleans) {
        return dialect == Dialect.POSTGRESQL && from() == Type.Simple.BOOLEAN
                ? call(ofBooleans, argument)
                : call(function, ComparisonSql.order(argument, from(), dialect));
    }

    /// In DuckDB, where structs are compared field by field.
    private String extremeBy(String function, ExprSql expressions) {
        String key = expressions.render(aggregation.arguments().getLast());
        return "%s(CASE WHEN %s IS NOT NULL AND %s IS NOT NULL THEN {'k': %s, 'v': %s} END)%s.v"
                .formatted(function, key, argument, key, argument, suffix);
    }

    private String joined(ExprSql expressions) {
        List<Expr> arguments = aggregation.arguments();
        String order = (String) Objects.requireNonNull(((Expr.Literal) arguments.get(2)).value());
        List<String> keys = new ArrayList<>();
        for (int i = 3; i < arguments.size(); i++) {
            if (arguments.get(i) instanceof Expr.Literal) {
                continue; // No order, and nothing that DuckDB sorts by.
            }
            keys.add(
                    "%s %s NULLS %s"
                            .formatted(
                                    ComparisonSql.order(
                                            expressions.render(arguments.get(i)),
                                            arguments.get(i).type(),
                                            dialect),
                                    order.charAt(2 * i - 6) == 'a' ? "ASC" : "DESC",
                                    order.charAt(2 * i - 5) == 'f' ? "FIRST" : "LAST"));
        }
        boolean isDistinct = aggregation.quantifier() == Aggregation.Quantifier.DISTINCT;
        if (isDistinct && dialect == Dialect.DUCKDB) {
            return joinedOnce(expressions.render(arguments.get(1)), order.startsWith("d"));
        }
        String text = ComparisonSql.order(argument, from(), dialect);
        if ((!isDistinct || keys.isEmpty()) && !(arguments.getFirst() instanceof Expr.Literal)) {
            keys.add(text);
        }
        return "string_agg(%s%s, %s%s)%s"
                .formatted(
                        isDistinct ? "DISTINCT " : "",
                        text,
                        expressions.render(arguments.get(1)),
                        keys.isEmpty() ? "" : " ORDER BY " + String.join(", ", keys),
                        suffix);
    }

    /// DuckDB does not see that an order is by the argument itself where that is a longer
    /// expression.
    private String joinedOnce(String separator, boolean isDescending) {
        return Let.in(
                "list_distinct(list(%s)%s)".formatted(argument, suffix),
                v ->
                        "CASE WHEN len(%1$s) > 0 THEN array_to_string(list_sort(%1$s, '%2$s'), %3$s) END"
                                .formatted(v, isDescending ? "DESC" : "ASC", separator));
    }

    private Type from() {
        return aggregation.arguments().getFirst().type();
    }

    private String cast(String text, Type type) {
        return ArithmeticSql.cast(text, type, dialect);
    }
}
