package dev.trawl.source.objects.read;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.run.FragmentRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs work on a few threads; the first failure, a cancellation or the deadline ends it all.
final class SideBySide {
    private final int threads;
    private final ReadContext context;

    SideBySide(int threads, ReadContext context) {
        this.threads = threads;
        this.context = context;
    }

    void run(List<Runnable> work) {
        results(work.stream().<Callable<Boolean>>map(w -> () -> done(w)).toList());
    }

    private static Boolean done(Runnable work) {
        work.run();
        return true;
    }

    /// Results in the order of the work.
    <T> List<T> results(List<Callable<T>> work) {
        try (ExecutorService executor =
                Executors.newFixedThreadPool(
                        Math.max(1, Math.min(threads, work.size())),
                        Thread.ofVirtual().factory())) {
            List<Future<T>> futures =
                    work.stream().map(w -> executor.submit(() -> checked(w))).toList();
            List<T> results = new ArrayList<>();
            try {
                for (Future<T> future : futures) {
                    results.add(result(future));
                }
                return results;
            } catch (RuntimeException e) {
                executor.shutdownNow();
                throw e;
            }
        }
    }

    private <T> T checked(Callable<T> work) throws Exception {
        if (context.cancellation().isRequested()) {
            throw FragmentRun.cancelled();
        }
        if (!java.time.Instant.now().isBefore(context.deadline())) {
            throw FragmentRun.late();
        }
        return work.call();
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new TrawlException(ErrorCode.INTERNAL, "reading files failed unexpectedly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FragmentRun.cancelled();
        }
    }
}
