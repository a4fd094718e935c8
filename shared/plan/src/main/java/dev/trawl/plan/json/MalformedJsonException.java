package dev.trawl.plan.json;

/// A message that is not what its codec writes: wrong field, wrong type, too deep or too long.
///
/// The message names the place in the document and quotes field names only, never values.
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }

    public MalformedJsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
