package dev.trawl.cli;

/// An endpoint that does not answer.
final class NoAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String endpoint) {
        super("No answer from " + endpoint + "; is the fleet up? See ./trawl status.");
    }
}
