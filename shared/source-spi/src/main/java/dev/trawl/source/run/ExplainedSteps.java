package dev.trawl.source.run;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Totality;
import dev.trawl.protocol.Grant;
import dev.trawl.source.Capabilities;
import dev.trawl.source.govern.Leaf;
import dev.trawl.source.govern.StagedPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// {@link Steps} with what a plan is judged by: the text that the source gets for governed tables,
/// and what the source could evaluate but does not get, as it can fail on a row that a row filter
/// removes. That rule holds for every table, filtered or not, so it tells of no policy.
public final class ExplainedSteps {
    private final Capabilities capabilities;
    private final Function<Relation, Optional<String>> text;

    /// @param text what a source gets for a relation over governed tables
    public ExplainedSteps(Capabilities capabilities, Function<Relation, Optional<String>> text) {
        this.capabilities = capabilities;
        this.text = text;
    }

    public List<String> of(StagedPlan plan, Grant grant) {
        List<String> steps = new ArrayList<>(Steps.of(plan, grant));
        for (Leaf leaf : plan.leaves()) {
            text.apply(leaf.governed())
                    .ifPresent(sql ->
                            steps.add("source %s gets: %s".formatted(grant.audience(), sql)));
        }
        addKept(plan.rest(), plan, steps);
        return List.copyOf(steps);
    }

    private void addKept(Relation rest, StagedPlan plan, List<String> steps) {
        List<Leaf> leaves = new ArrayList<>();
        for (Relation input : rest.inputs()) {
            addKept(input, plan, steps);
            if (input instanceof Relation.Received received) {
                leaves.add(plan.leaves().get(received.fragment()));
            }
        }
        boolean isOverSource =
                !leaves.isEmpty()
                        && leaves.size() == rest.inputs().size()
                        && leaves.stream().noneMatch(l -> l.finish() != null || l.isVeiled());
        if (isOverSource) {
            addKept(rest, leaves.stream().map(Leaf::governed).toList(), steps);
        }
    }

    private void addKept(Relation node, List<Relation> inputs, List<String> steps) {
        switch (node) {
            case Relation.Filter filter ->
                    Expressions.conjuncts(filter.predicate())
                            .forEach(c -> add(c, in -> new Relation.Filter(in, c), inputs, steps));
            case Relation.Project project ->
                    project.columns().stream()
                            .map(NamedExpr::expr)
                            .forEach(e -> add(e, in -> projected(in, e), inputs, steps));
            case Relation.Aggregate aggregate ->
                    aggregate.aggregations().stream()
                            .map(Aggregation::arguments)
                            .flatMap(List::stream)
                            .forEach(e -> add(e, in -> projected(in, e), inputs, steps));
            case Relation.Join join ->
                    Expressions.conjuncts(join.condition())
                            .forEach(c ->
                                    add(
                                            c,
                                            in ->
                                                    new Relation.Join(
                                                            in, inputs.getLast(), join.kind(), c),
                                            inputs,
                                            steps));
            case Relation.Scan _,
                    Relation.Received _,
                    Relation.Values _,
                    Relation.Sort _,
                    Relation.Limit _,
                    Relation.Window _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ -> {}
        }
    }

    private static Relation projected(Relation input, Expr expr) {
        return new Relation.Project(input, List.of(new NamedExpr("value", expr)));
    }

    private void add(
            Expr expr,
            Function<Relation, Relation> over,
            List<Relation> inputs,
            List<String> steps) {
        if (!Totality.isTotal(expr) && capabilities.evaluates(over.apply(inputs.getFirst()))) {
            steps.add(
                    "kept back by the rule on row filters, not by the source: %s can fail on a row that must not be seen"
                            .formatted(
                                    PlanPrinter.print(
                                            expr,
                                            inputs.stream()
                                                    .flatMap(i -> i.fields().stream())
                                                    .toList())));
        }
    }
}
