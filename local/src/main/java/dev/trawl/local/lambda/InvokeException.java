package dev.trawl.local.lambda;

/// An invocation that Lambda refuses before any code runs.
public final class InvokeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Why, with AWS's status and error type.
    public enum Reason {
        /// No such function.
        NOT_FOUND(404, "ResourceNotFoundException"),
        /// The function's environments and its queue are full.
        THROTTLED(429, "TooManyRequestsException"),
        /// The event is above the limit.
        TOO_LARGE(413, "RequestTooLargeException"),
        /// The caller may not invoke this function, or its signature is wrong.
        DENIED(403, "AccessDeniedException"),
        /// The request is not one of the Invoke API.
        INVALID(400, "InvalidParameterValueException"),
        /// The host is stopping.
        STOPPING(503, "ServiceUnavailableException");

        private final int status;
        private final String type;

        Reason(int status, String type) {
            this.status = status;
            this.type = type;
        }

        /// The HTTP status.
        public int status() {
            return status;
        }

        /// The error type on the wire.
        public String type() {
            return type;
        }
    }

    private final Reason reason;

    /// A refusal for `reason`.
    public InvokeException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why it was refused.
    public Reason reason() {
        return reason;
    }
}
