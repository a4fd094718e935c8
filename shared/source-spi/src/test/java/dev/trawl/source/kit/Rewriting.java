package dev.trawl.source.kit;

import dev.trawl.plan.Relation;
import java.util.List;

/// Relations with parts replaced.
public final class Rewriting {
    private Rewriting() {}

    /// The node over other inputs of the same columns.
    public static Relation over(Relation node, List<Relation> inputs) {
        return switch (node) {
            case Relation.Filter f -> new Relation.Filter(inputs.getFirst(), f.predicate());
            case Relation.Project p -> new Relation.Project(inputs.getFirst(), p.columns());
            case Relation.Aggregate a ->
                    new Relation.Aggregate(inputs.getFirst(), a.keys(), a.aggregations());
            case Relation.Sort s -> new Relation.Sort(inputs.getFirst(), s.keys());
            case Relation.Window w ->
                    new Relation.Window(inputs.getFirst(), w.partition(), w.order(), w.calls());
            case Relation.Limit l -> new Relation.Limit(inputs.getFirst(), l.offset(), l.count());
            case Relation.Join j ->
                    new Relation.Join(inputs.getFirst(), inputs.getLast(), j.kind(), j.condition());
            case Relation.Union _ -> new Relation.Union(inputs);
            case Relation.Recursion r ->
                    new Relation.Recursion(
                            r.number(), inputs.getFirst(), inputs.getLast(), r.rows());
            case Relation.Scan _, Relation.Values _, Relation.Received _, Relation.Previous _ ->
                    node;
        };
    }
}
