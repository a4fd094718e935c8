package dev.trawl.query.split;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.Totality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every dynamic filter that would leave the answer, and its error, as they are.
final class KeyFilterCandidates {
    private final SplitPlan plan;
    private final Map<Integer, Integer> uses = new TreeMap<>();
    private final List<KeyFilter> found = new ArrayList<>();

    private KeyFilterCandidates(SplitPlan plan) {
        this.plan = plan;
    }

    static List<KeyFilter> of(SplitPlan plan) {
        KeyFilterCandidates candidates = new KeyFilterCandidates(plan);
        Relations.forEach(
                plan.assembly(),
                r -> {
                    if (r instanceof Relation.Received(int number, _)) {
                        candidates.uses.merge(number, 1, Integer::sum);
                    }
                });
        Relations.forEach(
                plan.assembly(),
                r -> {
                    if (r instanceof Relation.Join join && Totality.isTotal(join.condition())) {
                        candidates.add(join);
                    }
                });
        return candidates.found.stream().distinct().toList();
    }

    private void add(Relation.Join join) {
        int width = join.left().fields().size();
        for (Expr conjunct : Expressions.conjuncts(join.condition())) {
            if (!(conjunct instanceof Expr.Call(Function function, List<Expr> sides, _))
                    || function != Function.EQ) {
                continue;
            }
            JoinKeys.column(sides.getFirst())
                    .ifPresent(a ->
                            JoinKeys.column(sides.getLast())
                                    .filter(b -> a.index() < width != b.index() < width)
                                    .ifPresent(b ->
                                            add(
                                                    join,
                                                    Math.min(a.index(), b.index()),
                                                    Math.max(a.index(), b.index()) - width)));
        }
    }

    private void add(Relation.Join join, int left, int right) {
        boolean limitsLeft =
                switch (join.kind()) {
                    case INNER, RIGHT, SEMI -> true;
                    case LEFT, FULL, ANTI -> false;
                };
        boolean limitsRight =
                join.kind() != Relation.Join.Kind.FULL && join.kind() != Relation.Join.Kind.RIGHT;
        if (limitsLeft) {
            add(join.right(), right, join.left(), left);
        }
        if (limitsRight) {
            add(join.left(), left, join.right(), right);
        }
    }

    private void add(Relation first, int firstColumn, Relation then, int thenColumn) {
        KeyPaths.origin(first, firstColumn)
                .ifPresent(from ->
                        KeyPaths.target(then, thenColumn)
                                .filter(to -> isLegal(from, to))
                                .ifPresent(to ->
                                        found.add(
                                                new KeyFilter(
                                                        from.fragment(),
                                                        from.column(),
                                                        to.fragment(),
                                                        to.column()))));
    }

    /// A fragment that is read twice gives all its rows; one that can fail fails on all of them.
    private boolean isLegal(KeyPaths.Place from, KeyPaths.Place to) {
        Relation limited = plan.fragments().get(to.fragment()).relation();
        Relation first = plan.fragments().get(from.fragment()).relation();
        return from.fragment() != to.fragment()
                && uses.getOrDefault(to.fragment(), 0) == 1
                && JoinKeys.match(
                        first.fields().get(from.column()).type(),
                        limited.fields().get(to.column()).type())
                && TotalPlans.isTotal(limited);
    }
}
