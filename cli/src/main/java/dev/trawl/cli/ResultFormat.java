package dev.trawl.cli;

import java.util.Locale;

/// How a result is shown or saved.
enum ResultFormat {
    /// Aligned columns for people.
    TABLE("application/json"),
    /// The API's own answer.
    JSON("application/json"),
    /// The same in YAML.
    YAML("application/json"),
    /// Comma-separated values.
    CSV("text/csv"),
    /// An Arrow IPC stream.
    ARROW("application/vnd.apache.arrow.stream");

    private final String mediaType;

    ResultFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /// As it is written on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
