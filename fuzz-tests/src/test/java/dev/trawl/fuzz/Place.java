package dev.trawl.fuzz;

import java.util.Locale;

/// Where a table can be.
enum Place {
    LAKE("objects"),
    PG("jdbc"),
    MARIA("jdbc");

    private final String kind;

    Place(String kind) {
        this.kind = kind;
    }

    /// Kind of the source.
    String kind() {
        return kind;
    }

    /// Name of the source.
    String source() {
        return name().toLowerCase(Locale.ROOT);
    }

    String function() {
        return "source-" + source();
    }
}
