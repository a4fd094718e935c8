package dev.trawl.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One aggregate of {@link Relation.Aggregate}.
///
/// @param filter only rows for which it is true are aggregated; null for all
public record Aggregation(
        String name,
        AggregateFunction function,
        List<Expr> arguments,
        Quantifier quantifier,
        @Nullable Expr filter) {
    /// Whether equal values count once.
    public enum Quantifier {
        ALL,
        DISTINCT
    }

    public Aggregation {
        arguments = List.copyOf(arguments);
        function.resultType(arguments);
        if (quantifier == Quantifier.DISTINCT
                && (arguments.isEmpty() || !arguments.getFirst().type().isOrdered())) {
            throw new IllegalArgumentException(
                    "DISTINCT needs a comparable argument, as %s has none"
                            .formatted(function.text()));
        }
        if (quantifier == Quantifier.DISTINCT
                && function == AggregateFunction.STRING_AGG
                && !arguments.stream().skip(3).allMatch(arguments.getFirst()::equals)) {
            throw new IllegalArgumentException(
                    "string_agg of DISTINCT is ordered by its text only");
        }
        if (quantifier == Quantifier.DISTINCT
                && (function == AggregateFunction.PERCENTILE_CONT
                        || function == AggregateFunction.PERCENTILE_DISC)) {
            throw new IllegalArgumentException("a percentile is of all values");
        }
        if (filter != null && filter.type() != Type.Simple.BOOLEAN) {
            throw new IllegalArgumentException("FILTER is boolean, not " + filter.type().text());
        }
    }

    public Type type() {
        return function.resultType(arguments);
    }
}
