package dev.trawl.local.lambda;

import java.nio.charset.StandardCharsets;

/// What an invocation gave: the handler's payload, or the payload of a function error.
public final class InvocationAnswer {

    /// How it ended.
    public enum Outcome {
        /// The handler answered.
        ANSWERED,
        /// The handler threw, or its environment failed to start, died or answered too much.
        FUNCTION_ERROR,
        /// The environment was killed at the function's timeout.
        TIMED_OUT
    }

    private final String requestId;
    private final Outcome outcome;
    private final byte[] payload;

    private InvocationAnswer(String requestId, Outcome outcome, byte[] payload) {
        this.requestId = requestId;
        this.outcome = outcome;
        this.payload = payload;
    }

    /// What a handler answered.
    public static InvocationAnswer answered(String requestId, byte[] payload) {
        return new InvocationAnswer(requestId, Outcome.ANSWERED, payload);
    }

    /// The payload of a function error.
    public static InvocationAnswer failed(String requestId, byte[] payload) {
        return new InvocationAnswer(requestId, Outcome.FUNCTION_ERROR, payload);
    }

    static InvocationAnswer timedOut(String requestId, byte[] payload) {
        return new InvocationAnswer(requestId, Outcome.TIMED_OUT, payload);
    }

    /// The invocation's id.
    public String requestId() {
        return requestId;
    }

    /// How it ended.
    public Outcome outcome() {
        return outcome;
    }

    /// Whether the payload is an error (`X-Amz-Function-Error: Unhandled`).
    public boolean isError() {
        return outcome != Outcome.ANSWERED;
    }

    /// The payload itself, not a copy.
    public byte[] payload() {
        return payload;
    }

    /// The payload as text.
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
