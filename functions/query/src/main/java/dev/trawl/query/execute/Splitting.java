package dev.trawl.query.execute;

/// Whether tables are read by splits.
public enum Splitting {
    /// Large ones, as far as is known.
    WHERE_IT_PAYS,
    /// Every one that can be, as a caller asks who wants to compare.
    ALWAYS
}
