package dev.trawl.query.split;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;

/// Which relations cannot fail, whatever rows they read: fewer rows below them change no error.
final class TotalPlans {
    /// So many digits leave room in decimal(38,s) for the sum of any table.
    private static final int SUMMED_DIGITS_MAX = 28;

    private TotalPlans() {}

    /// Of the relation and all that it reads.
    static boolean isTotal(Relation relation) {
        return isTotalHere(relation) && relation.inputs().stream().allMatch(TotalPlans::isTotal);
    }

    /// Of the relation alone.
    static boolean isTotalHere(Relation relation) {
        return switch (relation) {
            case Relation.Scan _,
                    Relation.Received _,
                    Relation.Values _,
                    Relation.Sort _,
                    Relation.Limit _,
                    Relation.Union _,
                    Relation.Previous _ ->
                    true;
            case Relation.Filter filter -> Totality.isTotal(filter.predicate());
            case Relation.Project project ->
                    project.columns().stream().allMatch(c -> Totality.isTotal(c.expr()));
            case Relation.Join join -> Totality.isTotal(join.condition());
            case Relation.Aggregate aggregate ->
                    aggregate.aggregations().stream().allMatch(TotalPlans::isTotal);
            case Relation.Window _, Relation.Recursion _ -> false;
        };
    }

    private static boolean isTotal(Aggregation aggregation) {
        Expr filter = aggregation.filter();
        return aggregation.arguments().stream().allMatch(Totality::isTotal)
                && (filter == null || Totality.isTotal(filter))
                && (aggregation.function().is(AggregateFunction.Trait.TOTAL)
                        || hasRoom(aggregation.arguments().getFirst().type()));
    }

    /// Sums of bigint can leave bigint, those of floating numbers can become infinite.
    private static boolean hasRoom(Type type) {
        return type instanceof Type.Decimal d
                ? d.precision() <= SUMMED_DIGITS_MAX
                : type.isInteger() && type != Type.Simple.BIGINT;
    }
}
