package dev.trawl.local.lambda;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// One invocation inside one environment.
final class Invocation {

    private final Work work;
    private final Instant deadline;
    private final CompletableFuture<InvocationAnswer> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> delivered = new CompletableFuture<>();

    Invocation(Work work, Instant deadline) {
        this.work = work;
        this.deadline = deadline;
    }

    String requestId() {
        return work.requestId();
    }

    /// The function as the caller named it.
    String functionArn() {
        return work.functionArn();
    }

    byte[] event() {
        return work.event();
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
