package dev.trawl.query.split;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// An aggregate in two steps: over each part of the rows, then over the results of all parts.
final class TwoStepAggregate {
    private final Relation.Aggregate whole;
    private final List<PartialAggregation> steps;

    private TwoStepAggregate(Relation.Aggregate whole, List<PartialAggregation> steps) {
        this.whole = whole;
        this.steps = List.copyOf(steps);
    }

    /// Absent if one of the aggregates would not give exactly the same.
    static Optional<TwoStepAggregate> of(Relation.Aggregate whole) {
        List<PartialAggregation> steps = new ArrayList<>();
        for (Aggregation aggregation : whole.aggregations()) {
            Optional<PartialAggregation> step = PartialAggregation.of(aggregation);
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
        }
        return Optional.of(new TwoStepAggregate(whole, steps));
    }

    /// The first step, over the same input.
    Relation partial() {
        return new Relation.Aggregate(
                whole.input(),
                whole.keys(),
                steps.stream().flatMap(s -> s.partial().stream()).toList());
    }

    /// The second step: fields as the whole aggregate has them.
    Relation merge(Relation partials) {
        int keys = whole.keys().size();
        List<Aggregation> merging = new ArrayList<>();
        int column = keys;
        for (PartialAggregation step : steps) {
            merging.addAll(step.merging(column));
            column += step.partial().size();
        }
        Relation merged =
                new Relation.Aggregate(
                        partials, IntStream.range(0, keys).boxed().toList(), merging);
        return new Relation.Project(merged, results(merged, keys));
    }

    private List<NamedExpr> results(Relation merged, int keys) {
        List<NamedExpr> results = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            results.add(column(merged, key));
        }
        int column = keys;
        for (int i = 0; i < steps.size(); i++) {
            PartialAggregation step = steps.get(i);
            List<Expr> parts = new ArrayList<>();
            for (int p = 0; p < step.partial().size(); p++) {
                parts.add(Expressions.column(merged, column + p));
            }
            results.add(new NamedExpr(whole.aggregations().get(i).name(), step.result().of(parts)));
            column += parts.size();
        }
        return results;
    }

    private static NamedExpr column(Relation relation, int index) {
        return new NamedExpr(
                relation.fields().get(index).name(), Expressions.column(relation, index));
    }
}
