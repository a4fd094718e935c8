package dev.trawl.testkit.reference;

import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Recursions as SQL says it: the step over the rows that were made last, until it makes none.
final class ReferenceRecursion {
    private static final int ITERATIONS_MAX = 10_000;

    private final Function<Relation, List<List<@Nullable Object>>> leaves;

    ReferenceRecursion(Function<Relation, List<List<@Nullable Object>>> leaves) {
        this.leaves = leaves;
    }

    List<List<@Nullable Object>> rows(
            Relation.Recursion recursion, List<List<@Nullable Object>> first) {
        TreeSet<List<@Nullable Object>> known = new TreeSet<>(order(recursion));
        List<List<@Nullable Object>> all = new ArrayList<>();
        List<List<@Nullable Object>> last = kept(recursion, first, known);
        for (int i = 0; !last.isEmpty(); i++) {
            if (i == ITERATIONS_MAX) {
                throw new TrawlException(
                        ErrorCode.ITERATIONS_LIMIT_EXCEEDED, "too many steps of a recursion");
            }
            all.addAll(last);
            last = kept(recursion, step(recursion, last), known);
        }
        return all;
    }

    private List<List<@Nullable Object>> step(
            Relation.Recursion recursion, List<List<@Nullable Object>> last) {
        return new ReferenceEvaluator(leaf ->
                leaf instanceof Relation.Previous previous
                                && previous.recursion() == recursion.number()
                        ? last
                        : leaves.apply(leaf))
                .rows(recursion.step());
    }

    private static List<List<@Nullable Object>> kept(
            Relation.Recursion recursion,
            List<List<@Nullable Object>> made,
            Set<List<@Nullable Object>> known) {
        return switch (recursion.rows()) {
            case ALL -> made;
            case NEW -> made.stream().filter(known::add).toList();
        };
    }

    private static Comparator<List<@Nullable Object>> order(Relation.Recursion recursion) {
        return ReferenceEvaluator.order(
                IntStream.range(0, recursion.fields().size())
                        .mapToObj(i ->
                                new SortKey(i, SortKey.Direction.ASCENDING, SortKey.Nulls.LAST))
                        .toList());
    }
}
