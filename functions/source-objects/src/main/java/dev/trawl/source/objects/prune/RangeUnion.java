package dev.trawl.source.objects.prune;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What is known of a column in all of several ranges. For one thread.
public final class RangeUnion {
    private @Nullable ColumnRange union;

    public void add(ColumnRange range) {
        ColumnRange before = union;
        union = before == null ? range : of(before, range);
    }

    /// Over no range, a column without values.
    public ColumnRange range() {
        ColumnRange found = union;
        return found == null ? new ColumnRange(null, null, ColumnRange.Nulls.ALL) : found;
    }

    private static ColumnRange of(ColumnRange a, ColumnRange b) {
        ColumnRange.Nulls nulls = a.nulls() == b.nulls() ? a.nulls() : ColumnRange.Nulls.SOME;
        if (a.nulls() == ColumnRange.Nulls.ALL) {
            return new ColumnRange(b.min(), b.max(), nulls);
        }
        return b.nulls() == ColumnRange.Nulls.ALL
                ? new ColumnRange(a.min(), a.max(), nulls)
                : new ColumnRange(first(a.min(), b.min(), -1), first(a.max(), b.max(), 1), nulls);
    }

    /// The bound that is less (-1) or greater (1); null if one is not known.
    private static @Nullable Object first(@Nullable Object a, @Nullable Object b, int sign) {
        if (a == null || b == null) {
            return null;
        }
        OptionalInt order = Order.compare(a, b);
        return order.isEmpty() ? null : order.getAsInt() * sign >= 0 ? a : b;
    }
}
