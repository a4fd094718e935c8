package dev.trawl.testkit.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A query whose answer is determined.
///
/// @param text with tables as `{t0}`
/// @param kinds of its columns
/// @param isOrdered whether the order of rows is part of the answer
/// @param oracles databases that mean the same by the text
public record FuzzQuery(String text, List<Kind> kinds, boolean isOrdered, Set<Oracle> oracles) {
    private static final Pattern TABLE = Pattern.compile("\\{(t\\d)\\}");

    public FuzzQuery {
        kinds = List.copyOf(kinds);
        oracles = Set.copyOf(oracles);
    }

    /// Databases that can be asked the text itself.
    public enum Oracle {
        POSTGRESQL,
        DUCKDB
    }

    /// The text over tables that have these names.
    public String sql(Map<String, String> names) {
        return TABLE.matcher(text)
                .replaceAll(
                        t -> Matcher.quoteReplacement(names.getOrDefault(t.group(1), t.group(1))));
    }
}
