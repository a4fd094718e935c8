package dev.trawl.engine;

import dev.trawl.plan.Relation;
import java.util.function.UnaryOperator;

/// The leaves of a relation: scans, what was received, constants.
public final class Leaves {
    private Leaves() {}

    /// The same relation over other leaves, which must have the same types.
    public static Relation map(Relation relation, UnaryOperator<Relation> leaf) {
        return switch (relation) {
            case Relation.Scan _, Relation.Received _, Relation.Values _ -> leaf.apply(relation);
            case Relation.Filter f -> new Relation.Filter(map(f.input(), leaf), f.predicate());
            case Relation.Project p -> new Relation.Project(map(p.input(), leaf), p.columns());
            case Relation.Join j ->
                    new Relation.Join(
                            map(j.left(), leaf), map(j.right(), leaf), j.kind(), j.condition());
            case Relation.Aggregate a ->
                    new Relation.Aggregate(map(a.input(), leaf), a.keys(), a.aggregations());
            case Relation.Sort s -> new Relation.Sort(map(s.input(), leaf), s.keys());
            case Relation.Limit l ->
                    new Relation.Limit(map(l.input(), leaf), l.offset(), l.count());
            case Relation.Union u ->
                    new Relation.Union(u.inputs().stream().map(i -> map(i, leaf)).toList());
        };
    }

    static boolean hasJoin(Relation relation) {
        return relation instanceof Relation.Join
                || relation.inputs().stream().anyMatch(Leaves::hasJoin);
    }
}
