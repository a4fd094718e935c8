package dev.trawl.testkit.reference;

import dev.trawl.plan.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Joins: every pair of rows is tried.
final class ReferenceJoin {
    private final Relation.Join join;

    ReferenceJoin(Relation.Join join) {
        this.join = join;
    }

    List<List<@Nullable Object>> rows(
            List<List<@Nullable Object>> left, List<List<@Nullable Object>> right) {
        List<List<@Nullable Object>> pairs = new ArrayList<>();
        List<List<@Nullable Object>> matched = new ArrayList<>();
        List<List<@Nullable Object>> unmatched = new ArrayList<>();
        Set<Integer> rightMatched = new HashSet<>();
        for (List<@Nullable Object> l : left) {
            boolean hasMatch = false;
            for (int i = 0; i < right.size(); i++) {
                List<@Nullable Object> pair = concat(l, right.get(i));
                if (Boolean.TRUE.equals(ReferenceExpressions.value(join.condition(), pair))) {
                    pairs.add(pair);
                    rightMatched.add(i);
                    hasMatch = true;
                }
            }
            (hasMatch ? matched : unmatched).add(l);
        }
        return switch (join.kind()) {
            case SEMI -> matched;
            case ANTI -> unmatched;
            case INNER -> pairs;
            case LEFT -> withLeft(pairs, unmatched);
            case RIGHT -> withRight(pairs, right, rightMatched);
            case FULL -> withRight(withLeft(pairs, unmatched), right, rightMatched);
        };
    }

    private List<List<@Nullable Object>> withLeft(
            List<List<@Nullable Object>> pairs, List<List<@Nullable Object>> unmatched) {
        List<@Nullable Object> none = nulls(join.right());
        for (List<@Nullable Object> row : unmatched) {
            pairs.add(concat(row, none));
        }
        return pairs;
    }

    private List<List<@Nullable Object>> withRight(
            List<List<@Nullable Object>> pairs,
            List<List<@Nullable Object>> right,
            Set<Integer> matched) {
        List<@Nullable Object> none = nulls(join.left());
        for (int i = 0; i < right.size(); i++) {
            if (!matched.contains(i)) {
                pairs.add(concat(none, right.get(i)));
            }
        }
        return pairs;
    }

    private static List<@Nullable Object> nulls(Relation relation) {
        List<@Nullable Object> nulls = new ArrayList<>();
        relation.fields().forEach(_ -> nulls.add(null));
        return nulls;
    }

    private static List<@Nullable Object> concat(
            List<@Nullable Object> a, List<@Nullable Object> b) {
        List<@Nullable Object> both = new ArrayList<>(a);
        both.addAll(b);
        return both;
    }
}
