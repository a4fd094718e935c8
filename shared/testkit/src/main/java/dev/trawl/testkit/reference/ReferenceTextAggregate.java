package dev.trawl.testkit.reference;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Texts of a group, one after the other.
final class ReferenceTextAggregate {
    private static final int KEYS = 3;

    private ReferenceTextAggregate() {}

    static @Nullable String value(Aggregation aggregation, List<List<@Nullable Object>> group) {
        List<Expr> arguments = aggregation.arguments();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : group) {
            List<@Nullable Object> values = new ArrayList<>();
            arguments.forEach(a -> values.add(ReferenceExpressions.value(a, row)));
            if (values.getFirst() != null) {
                rows.add(values);
            }
        }
        if (rows.isEmpty()) {
            return null;
        }
        rows.sort(ReferenceEvaluator.order(keys(String.valueOf(rows.getFirst().get(2)))));
        boolean isDistinct = aggregation.quantifier() == Aggregation.Quantifier.DISTINCT;
        List<String> texts = rows.stream().map(r -> String.valueOf(r.getFirst())).toList();
        return (isDistinct ? texts.stream().distinct() : texts.stream())
                .collect(Collectors.joining(String.valueOf(rows.getFirst().get(1))));
    }

    private static List<SortKey> keys(String order) {
        List<SortKey> keys = new ArrayList<>();
        for (int i = 0; i < order.length(); i += 2) {
            keys.add(
                    new SortKey(
                            KEYS + i / 2,
                            order.charAt(i) == 'a'
                                    ? SortKey.Direction.ASCENDING
                                    : SortKey.Direction.DESCENDING,
                            order.charAt(i + 1) == 'f' ? SortKey.Nulls.FIRST : SortKey.Nulls.LAST));
        }
        keys.add(new SortKey(0, SortKey.Direction.ASCENDING, SortKey.Nulls.LAST));
        return keys;
    }
}
