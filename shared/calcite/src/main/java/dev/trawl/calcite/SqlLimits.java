package dev.trawl.calcite;

/// Bounds of SQL text.
///
/// @param charactersMax length of the text
/// @param nestingMax parentheses and CASE within each other
/// @param tablesMax tables named in one query
public record SqlLimits(int charactersMax, int nestingMax, int tablesMax) {
    public static final SqlLimits DEFAULT = new SqlLimits(100_000, 200, 64);

    public SqlLimits {
        if (charactersMax < 1 || nestingMax < 1 || tablesMax < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive: %d characters, %d levels, %d tables"
                            .formatted(charactersMax, nestingMax, tablesMax));
        }
    }
}
