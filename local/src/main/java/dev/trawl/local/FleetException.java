package dev.trawl.local;

/// A fleet that cannot start or stop. The message says what to do.
public final class FleetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// An error with a message for whoever started the fleet.
    public FleetException(String message) {
        super(message);
    }
}
