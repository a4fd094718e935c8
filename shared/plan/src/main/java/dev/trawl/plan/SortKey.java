package dev.trawl.plan;

/// One key of an order: a column, a direction, and where NULL goes.
public record SortKey(int column, Direction direction, Nulls nulls) {
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    public enum Nulls {
        FIRST,
        LAST
    }

    /// Ascending with NULL last.
    public static SortKey ascending(int column) {
        return new SortKey(column, Direction.ASCENDING, Nulls.LAST);
    }

    /// Descending with NULL first.
    public static SortKey descending(int column) {
        return new SortKey(column, Direction.DESCENDING, Nulls.FIRST);
    }
}
