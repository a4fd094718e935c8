package dev.trawl.source.kit;

/// What a source evaluates itself. The kit expects all; a source names what it does without, and
/// the kit then expects that exactly that is left to the local evaluator.
public enum Capability {
    FILTER,
    SELECT_LIST,
    FALLIBLE_SELECT_LIST,
    AGGREGATE,
    JOIN,
    SORT,
    TOP_N,
    LIMIT,
    UNION,
    /// Gives a part of a table that lies all over it.
    SAMPLE,
    /// Lists the kit's tables in discovery.
    DISCOVERY
}
