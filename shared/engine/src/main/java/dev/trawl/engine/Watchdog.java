package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Interrupts a session when its query is cancelled or late, from a thread of its own. Closed by
/// who made it.
final class Watchdog implements AutoCloseable {
    private static final Duration STEP_MAX = Duration.ofMillis(200);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final EngineContext context;
    private final Clock clock;
    private volatile @Nullable TrawlException reason;

    Watchdog(EngineContext context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    void watch(Runnable interrupt) {
        Thread.ofVirtual().name("engine-watchdog").start(() -> run(interrupt));
    }

    /// Ends the work if there is a reason to.
    void check() {
        look();
        TrawlException ended = reason;
        if (ended != null) {
            throw ended;
        }
    }

    /// Why it interrupted; null if it did not.
    @Nullable TrawlException reason() {
        return reason;
    }

    private void run(Runnable interrupt) {
        try {
            do {
                look();
                if (reason != null) {
                    // Again until it ends: one that comes before a statement begins is lost.
                    interrupt.run();
                }
            } while (!closed.await(step().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (reason == null && context.isCancelled().getAsBoolean()) {
            reason = new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
        }
        if (reason == null && !clock.instant().isBefore(context.deadline())) {
            reason =
                    new TrawlException(
                            ErrorCode.TIME_LIMIT_EXCEEDED,
                            "the query did not finish before its deadline; ask for less, or allow"
                                    + " more time");
        }
    }

    private Duration step() {
        Duration left = Duration.between(clock.instant(), context.deadline());
        return left.isPositive() && left.compareTo(STEP_MAX) < 0 ? left.plusMillis(1) : STEP_MAX;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
