package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import dev.trawl.plan.WindowCall;
import dev.trawl.plan.WindowFrame;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Window functions as SQL text.
final class WindowSql {
    private static final int INT_MAX = Integer.MAX_VALUE;

    private WindowSql() {}

    /// @param window partition and order, as they stand between the parentheses of OVER
    static String render(WindowCall call, ExprSql expressions, String window, Dialect dialect) {
        String over = " OVER (%s%s)".formatted(window, frame(call, dialect));
        Optional<Aggregation> aggregation = aggregation(call);
        if (aggregation.isPresent()) {
            return AggregateSql.renderOver(aggregation.get(), expressions, dialect, over);
        }
        String arguments =
                call.arguments().stream()
                        .map(a ->
                                isOffset(call, a)
                                        ? String.valueOf(((Expr.Literal) a).value())
                                        : expressions.render(a))
                        .collect(Collectors.joining(", "));
        String text = "%s(%s)%s".formatted(call.function().text(), arguments, over);
        return dialect == Dialect.POSTGRESQL
                        && call.function() == dev.trawl.plan.WindowFunction.NTILE
                ? ArithmeticSql.cast(text, Type.Simple.BIGINT, dialect)
                : text;
    }

    /// The aggregate of the call over its frame; absent if it is none.
    static Optional<Aggregation> aggregation(WindowCall call) {
        return call.function()
                .aggregate()
                .map(f ->
                        new Aggregation(
                                call.name(),
                                f,
                                call.arguments(),
                                Aggregation.Quantifier.ALL,
                                null));
    }

    /// Whether an argument is the constant offset or number of buckets, which PostgreSQL takes as
    /// an integer only.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOffset(WindowCall call, Expr argument) {
        List<Expr> all = call.arguments();
        return switch (call.function()) {
            case LAG, LEAD, NTH_VALUE -> argument == all.get(1);
            case NTILE -> true;
            case ROW_NUMBER,
                    RANK,
                    DENSE_RANK,
                    PERCENT_RANK,
                    CUME_DIST,
                    FIRST_VALUE,
                    LAST_VALUE,
                    COUNT_ALL,
                    COUNT,
                    SUM,
                    AVG,
                    MIN,
                    MAX,
                    BOOL_AND,
                    BOOL_OR ->
                    false;
        };
    }

    /// Whether the numbers of rows fit 32 bits.
    static boolean fitsPostgres(WindowCall call) {
        return call.arguments().stream()
                .noneMatch(a ->
                        isOffset(call, a)
                                && a instanceof Expr.Literal(Object value, _)
                                && value instanceof Long n
                                && n > INT_MAX);
    }

    private static String frame(WindowCall call, Dialect dialect) {
        WindowFrame frame = call.frame();
        return call.function().readsFrame()
                ? "%s BETWEEN %s AND %s%s"
                        .formatted(
                                frame.unit(),
                                bound(frame.start(), "PRECEDING", dialect),
                                bound(frame.end(), "FOLLOWING", dialect),
                                exclude(frame.exclude()))
                : "";
    }

    private static String exclude(WindowFrame.Exclude exclude) {
        return switch (exclude) {
            case NOTHING -> "";
            case CURRENT_ROW -> " EXCLUDE CURRENT ROW";
            case GROUP -> " EXCLUDE GROUP";
            case TIES -> " EXCLUDE TIES";
        };
    }

    private static String bound(WindowFrame.Bound bound, String side, Dialect dialect) {
        return switch (bound) {
            case WindowFrame.Bound.First _, WindowFrame.Bound.Last _ -> "UNBOUNDED " + side;
            case WindowFrame.Bound.Preceding(long rows) -> rows + " PRECEDING";
            case WindowFrame.Bound.Before(Expr.Literal amount) ->
                    LiteralSql.render(amount, dialect) + " PRECEDING";
            case WindowFrame.Bound.After(Expr.Literal amount) ->
                    LiteralSql.render(amount, dialect) + " FOLLOWING";
            case WindowFrame.Bound.Current _ -> "CURRENT ROW";
            case WindowFrame.Bound.Following(long rows) -> rows + " FOLLOWING";
        };
    }
}
