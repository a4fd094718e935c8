package dev.trawl.source.objects.prune;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Totality;
import java.util.ArrayList;
import java.util.List;

/// What every row of a scan must satisfy to matter for a relation.
///
/// @param predicates over the scan's columns; none of them can fail
public record ScanFilters(Relation.Scan scan, List<Expr> predicates) {
    public ScanFilters {
        predicates = List.copyOf(predicates);
    }

    /// The scans of a relation from left to right.
    public static List<ScanFilters> of(Relation relation) {
        List<ScanFilters> found = new ArrayList<>();
        descend(relation, List.of(), found);
        return List.copyOf(found);
    }

    private static void descend(Relation relation, List<Expr> above, List<ScanFilters> found) {
        switch (relation) {
            case Relation.Scan scan ->
                    found.add(
                            new ScanFilters(
                                    scan, above.stream().filter(Totality::isTotal).toList()));
            case Relation.Filter filter -> {
                List<Expr> all = new ArrayList<>(above);
                all.addAll(Expressions.conjuncts(filter.predicate()));
                descend(filter.input(), all, found);
            }
            case Relation.Project project ->
                    descend(
                            project.input(),
                            above.stream()
                                    .map(p ->
                                            Expressions.substitute(
                                                    p, i -> project.columns().get(i).expr()))
                                    .toList(),
                            found);
            case Relation.Sort sort -> descend(sort.input(), above, found);
            case Relation.Union union ->
                    union.inputs().forEach(input -> descend(input, above, found));
            case Relation.Join join -> {
                descend(join.left(), List.of(), found);
                descend(join.right(), List.of(), found);
            }
            case Relation.Aggregate aggregate -> descend(aggregate.input(), List.of(), found);
            case Relation.Window window -> descend(window.input(), List.of(), found);
            case Relation.Limit limit -> descend(limit.input(), List.of(), found);
            case Relation.Recursion recursion ->
                    recursion.inputs().forEach(input -> descend(input, List.of(), found));
            case Relation.Received _, Relation.Values _, Relation.Previous _ -> {}
        }
    }
}
