package dev.trawl.testkit.conformance;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Totality;
import dev.trawl.plan.WindowFunction;
import java.util.List;
import java.util.stream.Stream;

/// Whether anything in a plan can fail on some rows.
final class Fallible {
    private Fallible() {}

    static boolean isIn(Relation relation) {
        return expressions(relation).anyMatch(e -> !Totality.isTotal(e))
                || relation instanceof Relation.Aggregate a
                        && a.aggregations().stream().anyMatch(Fallible::canOverflow)
                || relation instanceof Relation.Window w
                        && w.calls().stream()
                                .anyMatch(c ->
                                        c.function() == WindowFunction.SUM
                                                || c.function() == WindowFunction.AVG)
                || relation.inputs().stream().anyMatch(Fallible::isIn);
    }

    private static boolean canOverflow(Aggregation aggregation) {
        return aggregation.function() == AggregateFunction.SUM
                || aggregation.function() == AggregateFunction.AVG;
    }

    private static Stream<Expr> expressions(Relation relation) {
        return switch (relation) {
            case Relation.Filter filter -> Stream.of(filter.predicate());
            case Relation.Project project -> project.columns().stream().map(NamedExpr::expr);
            case Relation.Join join -> Stream.of(join.condition());
            case Relation.Aggregate aggregate ->
                    aggregate.aggregations().stream().flatMap(Fallible::expressions);
            case Relation.Window window ->
                    window.calls().stream().flatMap(c -> c.arguments().stream());
            case Relation.Scan _,
                    Relation.Received _,
                    Relation.Values _,
                    Relation.Sort _,
                    Relation.Limit _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    Stream.of();
        };
    }

    private static Stream<Expr> expressions(Aggregation aggregation) {
        Expr filter = aggregation.filter();
        return Stream.concat(
                aggregation.arguments().stream(),
                filter == null ? Stream.of() : List.of(filter).stream());
    }
}
