package dev.trawl.local.lambda;

/// What an environment is to do.
final class Work {

    private final String requestId;
    private final String functionArn;
    private final byte[] event;

    Work(String requestId, String functionArn, byte[] event) {
        this.requestId = requestId;
        this.functionArn = functionArn;
        this.event = event;
    }

    String requestId() {
        return requestId;
    }

    /// The function as the caller named it.
    String functionArn() {
        return functionArn;
    }

    /// The event itself, not a copy.
    byte[] event() {
        return event;
    }
}
