package dev.trawl.query.split;

import dev.trawl.plan.Relation;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Walks over relations.
final class Plans {
    private Plans() {}

    /// Visits the relation and all that it reads, outer ones first.
    static void forEach(Relation relation, Consumer<Relation> visit) {
        visit.accept(relation);
        relation.inputs().forEach(input -> forEach(input, visit));
    }

    /// The relation over other inputs of the same types.
    static Relation over(Relation relation, List<Relation> inputs) {
        return switch (relation) {
            case Relation.Scan _, Relation.Received _, Relation.Values _, Relation.Previous _ ->
                    relation;
            case Relation.Filter filter ->
                    new Relation.Filter(inputs.getFirst(), filter.predicate());
            case Relation.Project project ->
                    new Relation.Project(inputs.getFirst(), project.columns());
            case Relation.Join join ->
                    new Relation.Join(
                            inputs.getFirst(), inputs.getLast(), join.kind(), join.condition());
            case Relation.Aggregate aggregate ->
                    new Relation.Aggregate(
                            inputs.getFirst(), aggregate.keys(), aggregate.aggregations());
            case Relation.Sort sort -> new Relation.Sort(inputs.getFirst(), sort.keys());
            case Relation.Window window ->
                    new Relation.Window(
                            inputs.getFirst(), window.partition(), window.order(), window.calls());
            case Relation.Limit limit ->
                    new Relation.Limit(inputs.getFirst(), limit.offset(), limit.count());
            case Relation.Union _ -> new Relation.Union(inputs);
            case Relation.Recursion recursion ->
                    new Relation.Recursion(
                            recursion.number(),
                            inputs.getFirst(),
                            inputs.getLast(),
                            recursion.rows());
        };
    }

    /// The relation with every input replaced.
    static Relation mapInputs(Relation relation, UnaryOperator<Relation> replacement) {
        return over(relation, relation.inputs().stream().map(replacement).toList());
    }

    /// The plan with the received fragment `number` replaced by `replacement`.
    static Relation substitute(Relation plan, int number, Relation replacement) {
        return plan instanceof Relation.Received received && received.fragment() == number
                ? replacement
                : mapInputs(plan, input -> substitute(input, number, replacement));
    }
}
