package dev.trawl.engine;

import dev.trawl.plan.Relation;
import java.util.List;
import java.util.function.UnaryOperator;

/// Plans with other inputs.
public final class Leaves {
    private Leaves() {}

    /// The same relation over other leaves (scans, what was received, constants), which must have
    /// the same types. Leaves are visited from left to right, each as often as it occurs.
    public static Relation map(Relation relation, UnaryOperator<Relation> leaf) {
        return relation.inputs().isEmpty()
                ? leaf.apply(relation)
                : withInputs(relation, relation.inputs().stream().map(i -> map(i, leaf)).toList());
    }

    /// The same node over other inputs of the same types.
    public static Relation withInputs(Relation relation, List<Relation> inputs) {
        return switch (relation) {
            case Relation.Scan _, Relation.Received _, Relation.Values _, Relation.Previous _ ->
                    relation;
            case Relation.Filter f -> new Relation.Filter(inputs.getFirst(), f.predicate());
            case Relation.Project p -> new Relation.Project(inputs.getFirst(), p.columns());
            case Relation.Join j ->
                    new Relation.Join(inputs.getFirst(), inputs.getLast(), j.kind(), j.condition());
            case Relation.Aggregate a ->
                    new Relation.Aggregate(inputs.getFirst(), a.keys(), a.aggregations());
            case Relation.Sort s -> new Relation.Sort(inputs.getFirst(), s.keys());
            case Relation.Window w ->
                    new Relation.Window(inputs.getFirst(), w.partition(), w.order(), w.calls());
            case Relation.Limit l -> new Relation.Limit(inputs.getFirst(), l.offset(), l.count());
            case Relation.Union _ -> new Relation.Union(inputs);
            case Relation.Recursion r ->
                    new Relation.Recursion(
                            r.number(), inputs.getFirst(), inputs.getLast(), r.rows());
        };
    }

    static boolean hasScan(Relation relation) {
        return relation instanceof Relation.Scan
                || relation.inputs().stream().anyMatch(Leaves::hasScan);
    }

    static boolean hasJoin(Relation relation) {
        return relation instanceof Relation.Join
                || relation.inputs().stream().anyMatch(Leaves::hasJoin);
    }
}
