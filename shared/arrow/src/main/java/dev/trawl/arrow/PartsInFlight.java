package dev.trawl.arrow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finished parts on their way, while later ones are written: at most two at once unless it is said
/// otherwise, so that memory is bounded. For one thread, who closes it; closing waits for what is
/// under way.
///
/// @param <T> what is known of a part that has arrived
public final class PartsInFlight<T> implements AutoCloseable {
    private static final int AT_ONCE = 2;

    private final int atOnce;
    private final Semaphore room;
    private final List<Future<T>> sent = new ArrayList<>();
    private @Nullable ExecutorService threads;

    public PartsInFlight() {
        this(AT_ONCE);
    }

    /// @param atOnce parts that may be under way
    public PartsInFlight(int atOnce) {
        this.atOnce = atOnce;
        this.room = new Semaphore(atOnce);
    }

    /// Sends a part on another thread; waits while as many as may be are under way.
    ///
    /// @throws RuntimeException of an earlier part that failed
    public void send(Supplier<T> part) {
        room.acquireUninterruptibly();
        for (Future<T> earlier : sent) {
            if (earlier.state() == Future.State.FAILED) {
                room.release();
                result(earlier);
            }
        }
        sent.add(threads().submit(() -> arrived(part)));
    }

    private T arrived(Supplier<T> part) {
        try {
            return part.get();
        } finally {
            room.release();
        }
    }

    private ExecutorService threads() {
        ExecutorService started = threads;
        if (started == null) {
            started = Executors.newFixedThreadPool(atOnce, Thread.ofPlatform().daemon().factory());
            threads = started;
        }
        return started;
    }

    /// Parts sent so far.
    public int count() {
        return sent.size();
    }

    /// All parts, in the order in which they were sent, when they have arrived.
    public List<T> arrived() {
        return sent.stream().map(PartsInFlight::result).toList();
    }

    private static <T> T result(Future<T> part) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return part.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new IllegalStateException("a part could not be sent", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        ExecutorService started = threads;
        if (started != null) {
            started.close();
        }
    }
}
