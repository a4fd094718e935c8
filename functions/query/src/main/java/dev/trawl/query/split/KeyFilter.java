package dev.trawl.query.split;

/// A dynamic filter: the values that a column of one fragment turns out to have limit the rows that
/// another fragment reads.
///
/// @param from number of the fragment that runs first
/// @param fromColumn of its rows
/// @param to number of the fragment that waits
/// @param toColumn of its rows
public record KeyFilter(int from, int fromColumn, int to, int toColumn) {
    /// In words.
    ///
    /// @param limited the fragment that waits
    public String text(Fragment limited) {
        return "dynamic filter on %s from fragment %d"
                .formatted(limited.relation().fields().get(toColumn).name(), from);
    }
}
