package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;

/// Aggregates of MariaDB, which has no FILTER.
final class MariaDbAggregates {
    private MariaDbAggregates() {}

    static String render(Aggregation aggregation, MariaDbExpr expressions) {
        String argument = argument(aggregation, expressions);
        return switch (aggregation.function()) {
            case COUNT_ALL, COUNT -> call("count", counted(aggregation, argument), aggregation);
            case SUM -> sum(aggregation, argument);
            case AVG -> average(aggregation, argument);
            case MIN, BOOL_AND -> call("min", argument, aggregation);
            case MAX, BOOL_OR -> call("max", argument, aggregation);
            default ->
                    throw new IllegalArgumentException(
                            "MariaDB does not evaluate " + aggregation.function().text());
            case MIN_BY, MAX_BY, STRING_AGG ->
                    throw new IllegalArgumentException(aggregation.function().text());
        };
    }

    private static String argument(Aggregation aggregation, MariaDbExpr expressions) {
        Expr filter = aggregation.filter();
        if (aggregation.arguments().isEmpty()) {
            return filter == null
                    ? "*"
                    : "CASE WHEN %s THEN 1 END".formatted(expressions.render(filter));
        }
        String value = expressions.render(aggregation.arguments().getFirst());
        return filter == null
                ? value
                : "CASE WHEN %s THEN %s END".formatted(expressions.render(filter), value);
    }

    private static String counted(Aggregation aggregation, String argument) {
        return aggregation.quantifier() == Aggregation.Quantifier.DISTINCT
                        && MariaDbTypes.isLong(aggregation.arguments().getFirst().type())
                ? MariaDbTypes.digest(argument)
                : argument;
    }

    private static String call(String function, String argument, Aggregation aggregation) {
        boolean isDistinct = aggregation.quantifier() == Aggregation.Quantifier.DISTINCT;
        return "%s(%s%s)".formatted(function, isDistinct ? "DISTINCT " : "", argument);
    }

    /// Integers are summed as decimals; what is no bigint is made to fail.
    private static String sum(Aggregation aggregation, String argument) {
        String sum = call("sum", argument, aggregation);
        if (aggregation.type() instanceof Type.Decimal) {
            return MariaDbTypes.cast(sum, aggregation.type());
        }
        if (aggregation.type().isFloating()) {
            return finite(sum);
        }
        return aggregation.arguments().getFirst().type() == Type.Simple.BIGINT
                ? "CASE WHEN %1$s BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(%1$s AS SIGNED) WHEN %1$s IS NOT NULL THEN 9223372036854775807 + (%1$s IS NOT NULL) END"
                        .formatted(sum)
                : MariaDbTypes.cast(sum, aggregation.type());
    }

    /// What overflows is made to fail.
    private static String finite(String text) {
        return "CASE WHEN %1$s BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308 THEN %1$s WHEN %1$s IS NOT NULL THEN 1.7976931348623157e308 * (1e0 + (%1$s IS NOT NULL)) END"
                .formatted(text);
    }

    /// The session's quotients have 30 digits more than their dividends, cut off after them.
    private static String average(Aggregation aggregation, String argument) {
        String quotient =
                "%s / %s"
                        .formatted(
                                call("sum", argument, aggregation),
                                call("count", argument, aggregation));
        if (aggregation.arguments().getFirst().type().isFloating()) {
            return finite(quotient);
        }
        return aggregation.type() instanceof Type.Decimal d
                ? MariaDbTypes.cast("round(%s, %d)".formatted(quotient, d.scale()), d)
                : MariaDbTypes.cast(quotient, aggregation.type());
    }
}
