package dev.trawl.plan;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Walks over relations that keep what each node does.
public final class Relations {
    private Relations() {}

    /// The same node over other inputs, as many as it has, of the same types. A node without inputs
    /// is itself.
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

    /// The same node with every input replaced by one of the same types, from left to right.
    public static Relation mapInputs(Relation relation, UnaryOperator<Relation> replacement) {
        return withInputs(relation, relation.inputs().stream().map(replacement).toList());
    }

    /// Visits the relation and all that it reads, outer ones first, each as often as it occurs.
    public static void forEach(Relation relation, Consumer<Relation> visit) {
        visit.accept(relation);
        relation.inputs().forEach(input -> forEach(input, visit));
    }
}
