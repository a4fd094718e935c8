package dev.trawl.testkit.fuzz;

import dev.trawl.testkit.fuzz.FuzzQuery.Oracle;
import java.util.List;
import java.util.Set;

/// Aggregates of a kind over the rows of a scope.
final class RandomAggregates {
    private final Choices choices;
    private final Set<Oracle> oracles;
    private final RandomExpressions expressions;
    private boolean isInexact;

    RandomAggregates(Choices choices, Set<Oracle> oracles, RandomExpressions expressions) {
        this.choices = choices;
        this.oracles = oracles;
        this.expressions = expressions;
    }

    /// Whether one so far depends on the order in which floating numbers are added.
    boolean isInexact() {
        return isInexact;
    }

    String of(Kind kind, Scope scope) {
        String aggregate = aggregate(kind, scope);
        return choices.oneIn(5) && !aggregate.startsWith("cast")
                ? "%s filter (where %s)".formatted(aggregate, expressions.predicate(scope, 1))
                : aggregate;
    }

    private String aggregate(Kind kind, Scope scope) {
        return switch (kind) {
            case INTEGER, BIGINT -> integer(kind, scope);
            case DECIMAL -> decimal(scope);
            case TEXT -> text(scope);
            case BOOLEAN ->
                    "%s(%s)"
                            .formatted(
                                    choices.pick(List.of("bool_and", "bool_or")),
                                    expressions.of(Kind.BOOLEAN, scope, 1));
            case DATE, TIMESTAMP -> extreme(kind, scope);
            case DOUBLE ->
                    choices.oneIn(4)
                            ? percentile("percentile_cont", small(scope))
                            : extreme(kind, scope);
        };
    }

    private String extreme(Kind kind, Scope scope) {
        if (choices.oneIn(6)) {
            return percentile("percentile_disc", expressions.of(kind, scope, 1));
        }
        return "%s(%s)"
                .formatted(choices.pick(List.of("max", "min")), expressions.of(kind, scope, 1));
    }

    /// Of fractions that are exact, so that nothing is rounded in another way.
    private String percentile(String function, String value) {
        return "%s(%s) within group (order by %s)"
                .formatted(function, choices.pick(List.of("0.5", "0.25", "0.75", "0", "1")), value);
    }

    /// Whole numbers whose squares and shares are exact.
    private String small(Scope scope) {
        return "mod(%s, 7)".formatted(expressions.leaf(Kind.INTEGER, scope));
    }

    private String integer(Kind kind, Scope scope) {
        Kind any = choices.pick(List.of(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL));
        return switch (choices.below(5)) {
            case 0 -> "count(*)";
            case 1 -> "count(%s)".formatted(expressions.of(any, scope, 1));
            case 2 -> "count(distinct %s)".formatted(expressions.of(any, scope, 1));
            case 3 ->
                    "sum(%s)"
                            .formatted(
                                    "char_length(%s)"
                                            .formatted(expressions.leaf(Kind.TEXT, scope)));
            default -> extreme(kind, scope);
        };
    }

    private String decimal(Scope scope) {
        String value = expressions.leaf(Kind.DECIMAL, scope);
        return switch (choices.below(5)) {
            case 4 ->
                    "cast(%s(%s) as decimal(20,9))"
                            .formatted(
                                    choices.pick(
                                            List.of(
                                                    "var_pop",
                                                    "var_samp",
                                                    "stddev_pop",
                                                    "stddev_samp")),
                                    small(scope));
            case 0 -> sum(value);
            case 1 -> sum("distinct " + value);
            case 2 -> extreme(Kind.DECIMAL, scope);
            default -> average(value);
        };
    }

    /// DuckDB rounds what meets a sum of fewer places.
    private String sum(String value) {
        oracles.remove(Oracle.DUCKDB);
        return "sum(%s)".formatted(value);
    }

    /// Databases round averages in other ways.
    private String average(String value) {
        oracles.clear();
        return "avg(%s)".formatted(value);
    }

    private String text(Scope scope) {
        String value = expressions.of(Kind.TEXT, scope, 1);
        return switch (choices.below(5)) {
            case 0 -> "string_agg(%1$s, ',' order by %1$s)".formatted(value);
            case 1 ->
                    scope.of(Kind.TEXT).isEmpty()
                            ? extreme(Kind.TEXT, scope)
                            : "string_agg(distinct %1$s, '|' order by %1$s)"
                                    .formatted(choices.pick(scope.of(Kind.TEXT)).sql());
            case 2 -> by(value, scope);
            default -> extreme(Kind.TEXT, scope);
        };
    }

    /// Of rows that tie databases take any.
    private String by(String value, Scope scope) {
        oracles.clear();
        Kind key = choices.pick(List.of(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DOUBLE));
        return "%s(%s, %s)"
                .formatted(
                        choices.pick(List.of("min_by", "max_by")),
                        value,
                        expressions.leaf(key, scope));
    }
}
