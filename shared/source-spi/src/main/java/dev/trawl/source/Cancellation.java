package dev.trawl.source;

/// Whether the query was ended by its owner. Asked about once a second; thread-safe.
@FunctionalInterface
public interface Cancellation {
    Cancellation NEVER = () -> false;

    boolean isRequested();
}
