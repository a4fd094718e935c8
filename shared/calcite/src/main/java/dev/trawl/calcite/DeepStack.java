package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs recursive work on a thread with a stack of its own size, so that a deep query ends with a
/// coded error and not with the function.
final class DeepStack {
    private static final long STACK_BYTES = 64L << 20;

    private DeepStack() {}

    static <T> T call(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(null, task, "sql", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "planning was interrupted", e);
        }
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> new IllegalStateException("planning failed");
            case StackOverflowError e ->
                    new TrawlException(
                            ErrorCode.REQUEST_TOO_LARGE,
                            "the query is nested too deeply; write fewer levels",
                            e);
            case RuntimeException e -> e;
            // Calcite asserts what it cannot translate.
            case AssertionError e ->
                    new TrawlException(
                            ErrorCode.NOT_SUPPORTED,
                            "a function or its arguments in this form are not supported",
                            e);
            default -> new IllegalStateException("planning failed", cause);
        };
    }
}
