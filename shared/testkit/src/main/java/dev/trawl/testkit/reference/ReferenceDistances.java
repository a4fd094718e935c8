package dev.trawl.testkit.reference;

import dev.trawl.plan.Expr;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.WindowFrame;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where frames start and end that reach as far as the only key is so far away.
final class ReferenceDistances {
    private final List<SortKey> keys;
    private final List<List<@Nullable Object>> partition;
    private final int at;

    ReferenceDistances(List<SortKey> keys, List<List<@Nullable Object>> partition, int at) {
        this.keys = keys;
        this.partition = partition;
        this.at = at;
    }

    /// The first row that is not before the bound; `peers` where the key is NULL.
    long start(WindowFrame.Bound bound, int peers) {
        Object end = value(bound);
        if (end == null) {
            return peers;
        }
        for (int i = 0; i < partition.size(); i++) {
            Object key = key(i);
            if (key != null && compare(key, end) >= 0) {
                return i;
            }
        }
        return partition.size();
    }

    /// The last row that is not after the bound.
    long end(WindowFrame.Bound bound, int peers) {
        Object end = value(bound);
        if (end == null) {
            return peers;
        }
        for (int i = partition.size() - 1; i >= 0; i--) {
            Object key = key(i);
            if (key != null && compare(key, end) <= 0) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable Object key(int row) {
        return partition.get(row).get(keys.getFirst().column());
    }

    private int compare(Object a, Object b) {
        int order = ReferenceOrder.compare(a, b);
        return isDescending() ? -order : order;
    }

    private boolean isDescending() {
        return keys.getFirst().direction() == SortKey.Direction.DESCENDING;
    }

    private @Nullable Object value(WindowFrame.Bound bound) {
        Object current = key(at);
        return switch (bound) {
            case WindowFrame.Bound.Before(Expr.Literal amount) ->
                    current == null ? null : moved(current, amount, !isDescending());
            case WindowFrame.Bound.After(Expr.Literal amount) ->
                    current == null ? null : moved(current, amount, isDescending());
            case WindowFrame.Bound.First _,
                    WindowFrame.Bound.Preceding _,
                    WindowFrame.Bound.Current _,
                    WindowFrame.Bound.Following _,
                    WindowFrame.Bound.Last _ ->
                    throw new IllegalArgumentException("no distance: " + bound);
        };
    }

    private static Object moved(Object key, Expr.Literal distance, boolean isDown) {
        Object amount = Objects.requireNonNull(distance.value());
        return switch (key) {
            case BigDecimal n ->
                    isDown ? n.subtract((BigDecimal) amount) : n.add((BigDecimal) amount);
            case Double n -> isDown ? n - (Double) amount : n + (Double) amount;
            default -> throw new IllegalArgumentException("no distances of " + key.getClass());
        };
    }
}
