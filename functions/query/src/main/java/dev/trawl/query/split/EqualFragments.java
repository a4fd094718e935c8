package dev.trawl.query.split;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Makes one fragment of those that read the same, which removed subqueries leave. Fragments that
/// differ only in which columns of the same rows they give become one that gives them all.
final class EqualFragments {
    private EqualFragments() {}

    static SplitPlan merge(SplitPlan plan) {
        Map<Rows, List<Fragment>> groups = new LinkedHashMap<>();
        for (Fragment fragment : plan.fragments()) {
            groups.computeIfAbsent(Rows.of(fragment), _ -> new ArrayList<>()).add(fragment);
        }
        if (groups.size() == plan.fragments().size()) {
            return plan;
        }
        List<Fragment> merged = new ArrayList<>();
        Relation assembly = plan.assembly();
        Map<Integer, Relation> replacements = new LinkedHashMap<>();
        for (Map.Entry<Rows, List<Fragment>> group : groups.entrySet()) {
            Fragment one = one(merged.size(), group.getKey(), group.getValue());
            merged.add(one);
            group.getValue().forEach(f -> replacements.put(f.number(), columns(f, one)));
        }
        return new SplitPlan(merged, replaced(assembly, replacements));
    }

    /// What a fragment reads, without the choice of columns on top.
    private record Rows(String source, Relation relation) {
        static Rows of(Fragment fragment) {
            return new Rows(
                    fragment.source(),
                    chosen(fragment.relation()).isPresent()
                            ? fragment.relation().inputs().getFirst()
                            : fragment.relation());
        }
    }

    private static Fragment one(int number, Rows rows, List<Fragment> equal) {
        Fragment first = equal.getFirst();
        if (equal.stream().allMatch(f -> f.relation().equals(first.relation()))) {
            return new Fragment(number, first.source(), first.relation());
        }
        SortedSet<Integer> columns = new TreeSet<>();
        equal.forEach(f -> columns.addAll(places(f)));
        return new Fragment(number, first.source(), project(rows.relation(), List.copyOf(columns)));
    }

    /// The rows of a fragment, read from the one that took its place.
    private static Relation columns(Fragment fragment, Fragment one) {
        Relation received = new Relation.Received(one.number(), one.relation().fields());
        if (fragment.relation().equals(one.relation())) {
            return received;
        }
        List<Integer> given = places(one);
        return new Relation.Project(
                received,
                IntStream.range(0, fragment.relation().fields().size())
                        .mapToObj(i ->
                                new NamedExpr(
                                        fragment.relation().fields().get(i).name(),
                                        Expressions.column(
                                                received, given.indexOf(places(fragment).get(i)))))
                        .toList());
    }

    /// Which columns of its rows a fragment gives.
    private static List<Integer> places(Fragment fragment) {
        return chosen(fragment.relation())
                .orElseGet(() ->
                        IntStream.range(0, fragment.relation().fields().size()).boxed().toList());
    }

    /// The columns of the input, if the relation only chooses some.
    private static Optional<List<Integer>> chosen(Relation relation) {
        if (!(relation instanceof Relation.Project project)) {
            return Optional.empty();
        }
        List<Integer> columns = new ArrayList<>();
        for (NamedExpr column : project.columns()) {
            if (!(column.expr() instanceof Expr.Column(int index, _))) {
                return Optional.empty();
            }
            columns.add(index);
        }
        return Optional.of(columns);
    }

    private static Relation project(Relation rows, List<Integer> columns) {
        return columns.size() == rows.fields().size()
                ? rows
                : new Relation.Project(
                        rows,
                        columns.stream()
                                .map(i ->
                                        new NamedExpr(
                                                rows.fields().get(i).name(),
                                                Expressions.column(rows, i)))
                                .toList());
    }

    private static Relation replaced(Relation plan, Map<Integer, Relation> replacements) {
        return plan instanceof Relation.Received(int number, _)
                ? replacements.getOrDefault(number, plan)
                : Relations.mapInputs(plan, input -> replaced(input, replacements));
    }
}
