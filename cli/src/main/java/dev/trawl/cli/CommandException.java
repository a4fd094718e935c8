package dev.trawl.cli;

/// A command that cannot do what it was asked. The message says what to do.
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
