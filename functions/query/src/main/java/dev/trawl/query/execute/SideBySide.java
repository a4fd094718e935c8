package dev.trawl.query.execute;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Runs tasks at the same time, at most so many. The first that fails ends all: the others are
/// interrupted, and what they still bring is dropped.
public final class SideBySide implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits;

    public SideBySide(int tasksMax) {
        this.permits = new Semaphore(tasksMax);
    }

    /// Results in the order of the tasks.
    ///
    /// @throws TrawlException of the first task that failed, or the watch's
    public <T> List<T> run(List<Supplier<T>> tasks, Watch watch) {
        return run(tasks, watch, _ -> false);
    }

    /// Results in the order of the tasks; only of those that have ended, if these are enough. The
    /// others are interrupted.
    ///
    /// @param isEnough asked with the results so far, in the order in which they came
    /// @throws TrawlException of the first task that failed, or the watch's
    public <T> List<T> run(
            List<Supplier<T>> tasks, Watch watch, Predicate<? super List<T>> isEnough) {
        CompletionService<T> done = new ExecutorCompletionService<>(threads);
        List<Future<T>> futures = new ArrayList<>();
        try {
            tasks.forEach(task -> futures.add(done.submit(() -> permitted(task))));
            List<T> ended = new ArrayList<>();
            while (ended.size() < tasks.size() && !isEnough.test(ended)) {
                ended.add(result(next(done, watch)));
            }
            return futures.stream()
                    .filter(f -> f.state() == Future.State.SUCCESS)
                    .map(SideBySide::result)
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "the query was interrupted", e);
        } finally {
            futures.forEach(f -> f.cancel(true));
        }
    }

    private <T> T permitted(Supplier<T> task) throws InterruptedException {
        permits.acquire();
        try {
            return task.get();
        } finally {
            permits.release();
        }
    }

    private static <T> Future<T> next(CompletionService<T> done, Watch watch)
            throws InterruptedException {
        while (true) {
            watch.check();
            long millis = Math.min(LOOK_EVERY.toMillis(), watch.remaining().toMillis() + 1);
            Future<T> future = done.poll(millis, TimeUnit.MILLISECONDS);
            if (future != null) {
                return future;
            }
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "the query was interrupted", e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case TrawlException coded -> coded;
                case RuntimeException bug -> bug;
                case null, default -> new IllegalStateException("a task failed", e);
            };
        }
    }

    /// Interrupts what still runs and does not wait for it.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
