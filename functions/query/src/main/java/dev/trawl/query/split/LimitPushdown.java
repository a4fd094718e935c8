package dev.trawl.query.split;

import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import java.util.List;
import java.util.function.UnaryOperator;

/// Repeats the bound of a limit, or of a limit over a sort, in every input of a union below it. A
/// limit goes through projections, which keep rows and order, and through nothing else.
final class LimitPushdown {
    private LimitPushdown() {}

    static Relation apply(Relation plan) {
        Relation relation = Relations.mapInputs(plan, LimitPushdown::apply);
        if (!(relation instanceof Relation.Limit limit) || bound(limit) == Relation.Limit.ALL) {
            return relation;
        }
        long bound = bound(limit);
        Relation input =
                switch (limit.input()) {
                    case Relation.Sort(Relation.Union union, var keys) ->
                            new Relation.Sort(
                                    each(union, r -> limited(new Relation.Sort(r, keys), bound)),
                                    keys);
                    case Relation.Union union -> each(union, r -> limited(r, bound));
                    default -> limit.input();
                };
        return new Relation.Limit(input, limit.offset(), limit.count());
    }

    /// Rows of the input that a limit can reach.
    static long bound(Relation.Limit limit) {
        return limit.count() > Relation.Limit.ALL - limit.offset()
                ? Relation.Limit.ALL
                : limit.offset() + limit.count();
    }

    private static Relation limited(Relation relation, long bound) {
        return new Relation.Limit(relation, 0, bound);
    }

    private static Relation each(Relation.Union union, UnaryOperator<Relation> change) {
        List<Relation> inputs = union.inputs().stream().map(change).toList();
        return new Relation.Union(inputs);
    }
}
