package dev.trawl.source.objects.prune;

import dev.trawl.plan.Expr;
import org.jspecify.annotations.Nullable;

/// What is known of a column's values in one file or row group.
///
/// @param min every value that is not NULL (and not NaN) is at least this; null if not known. As
///   {@link dev.trawl.plan.Literals} has values
/// @param max likewise at most
/// @param nulls how many rows are NULL
public record ColumnRange(@Nullable Object min, @Nullable Object max, Nulls nulls) {
    /// Nothing is known.
    public static final ColumnRange UNKNOWN = new ColumnRange(null, null, Nulls.SOME);

    /// How many rows are NULL.
    public enum Nulls {
        NONE,
        /// Or not known.
        SOME,
        ALL
    }

    /// A column that has one value in every row.
    public static ColumnRange constant(Expr.Literal value) {
        return value.isNull()
                ? new ColumnRange(null, null, Nulls.ALL)
                : new ColumnRange(value.value(), value.value(), Nulls.NONE);
    }
}
