package dev.trawl.policy.function;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Work on a thread of its own, whose outcome is asked for later.
final class Beside<T> {
    private final FutureTask<T> task;

    private Beside(FutureTask<T> task) {
        this.task = task;
    }

    static <T> Beside<T> start(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread.ofVirtual().name("policy-beside").start(task);
        return new Beside<>(task);
    }

    /// Waits for it; throws what it threw.
    T outcome() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("a task of a decision failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the decision was interrupted; everything is denied",
                    e);
        }
    }
}
