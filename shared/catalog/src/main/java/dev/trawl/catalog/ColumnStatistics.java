package dev.trawl.catalog;

/// Figures of a column over its whole table, as a scan counted them. No value is among them.
///
/// @param rows of the table then
/// @param nulls rows without a value
/// @param distinct different values, estimated within a few percent
/// @param width bytes of a value on average
public record ColumnStatistics(long rows, long nulls, long distinct, int width) {
    public ColumnStatistics {
        if (rows < 0 || nulls < 0 || nulls > rows || distinct < 0 || width < 0) {
            throw new IllegalArgumentException(
                    "no figures of a column: %d rows, %d nulls, %d distinct, width %d"
                            .formatted(rows, nulls, distinct, width));
        }
    }
}
