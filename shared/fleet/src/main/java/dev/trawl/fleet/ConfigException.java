package dev.trawl.fleet;

/// A fleet's file that is not valid. The message names the place and what is expected there.
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// An error with a message for the author of the file.
    public ConfigException(String message) {
        super(message);
    }
}
