package dev.trawl.sql;

import java.util.List;

/// What a DuckDB session needs besides the settings of {@link Dialect#DUCKDB}, and the texts of
/// errors that rendered SQL raises itself; {@link SqlFailure} reads them.
public final class DuckDbMacros {
    public static final String DIVISION_BY_ZERO = "trawl: division by zero";

    public static final String OUT_OF_RANGE = "trawl: out of range";
    public static final String INVALID_ARGUMENT = "trawl: invalid argument";
    public static final String TOO_MANY_ROWS = "trawl: a subquery gave several rows";
    public static final String INVALID_CAST = "trawl: invalid cast";

    /// Statements to run once per session, in order; none today.
    public static final List<String> STATEMENTS = List.of();

    private DuckDbMacros() {}
}
