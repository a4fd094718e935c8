package dev.trawl.policy;

import org.jspecify.annotations.Nullable;

/// One way in which two decisions on a table differ for the same request. Told by rules, never by
/// values.
///
/// @param column of which it is told; absent for what concerns the whole table
/// @param before in words, as {@link dev.trawl.protocol.Decision.Effect} has them
public record Difference(Kind kind, @Nullable String column, String before, String after) {
    public enum Kind {
        NEWLY_DENIED,
        NEWLY_ALLOWED,
        COLUMN_HIDDEN,
        COLUMN_SHOWN,
        ROW_FILTER,
        MASK,
        /// Aggregates only, or how much may be asked for.
        LIMIT
    }
}
