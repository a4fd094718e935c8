package dev.trawl.local.lambda;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// One invocation inside one environment.
final class Invocation {

    private final String requestId;
    private final byte[] event;
    private final Instant deadline;
    private final CompletableFuture<InvocationAnswer> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> delivered = new CompletableFuture<>();

    Invocation(String requestId, byte[] event, Instant deadline) {
        this.requestId = requestId;
        this.event = event;
        this.deadline = deadline;
    }

    String requestId() {
        return requestId;
    }

    byte[] event() {
        return event;
    }

    Instant deadline() {
        return deadline;
    }

    CompletableFuture<InvocationAnswer> answer() {
        return answer;
    }

    /// Done when the environment has taken the event.
    CompletableFuture<Void> delivered() {
        return delivered;
    }
}
