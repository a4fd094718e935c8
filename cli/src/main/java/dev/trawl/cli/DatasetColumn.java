package dev.trawl.cli;

import org.jspecify.annotations.Nullable;

/// A dataset as people name it, perhaps with a column: `legs`, `legs.delay`, `flights.public.legs`,
/// `flights.public.legs.delay`.
///
/// @param dataset name of a dataset, or a table in three parts
record DatasetColumn(String dataset, @Nullable String column) {

    static DatasetColumn of(String text) {
        String[] parts = text.split("\\.", -1);
        return switch (parts.length) {
            case 1, 3 -> new DatasetColumn(text, null);
            case 2, 4 -> {
                int dot = text.lastIndexOf('.');
                yield new DatasetColumn(text.substring(0, dot), text.substring(dot + 1));
            }
            default ->
                    throw new CommandException(
                            "'"
                                    + Terminal.plain(text)
                                    + "' is no dataset: legs, legs.delay, flights.public.legs or flights.public.legs.delay.");
        };
    }

    /// The path of a route about it, for more parameters.
    String path(String route, @Nullable String purpose) {
        return route
                + "/"
                + Pages.encoded(dataset)
                + "?"
                + (column == null ? "" : "column=" + Pages.encoded(column) + "&")
                + (purpose == null ? "" : "purpose=" + Pages.encoded(purpose) + "&");
    }
}
