package dev.trawl.protocol;

import java.util.Locale;

/// What a principal wants to do with a dataset or resource.
public enum Action {
    READ,
    WRITE,
    EXPORT,
    SUBSCRIBE,
    /// See that it exists, its columns and documentation.
    DESCRIBE,
    ADMINISTER,
    ACT_AS,
    /// Read metadata and statistics of a whole source; for the fleet's own scans.
    SCAN;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
