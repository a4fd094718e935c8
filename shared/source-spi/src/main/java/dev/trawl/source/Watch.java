package dev.trawl.source;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends long work from outside: runs `stop` once when the query is cancelled or its deadline
/// passes.
///
/// Whoever waits in a driver's or engine's call cannot look at the clock; this does it for them, on
/// a thread of its own, until it is closed. Closing waits for a `stop` that is under way.
public final class Watch implements AutoCloseable {
    private static final Duration STEP_MAX = Duration.ofMillis(500);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final ReadContext context;
    private final Clock clock;

    private Watch(ReadContext context, Clock clock, Runnable stop) {
        this.context = context;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("watch").start(() -> run(stop));
    }

    public static Watch start(ReadContext context, Clock clock, Runnable stop) {
        return new Watch(context, clock, stop);
    }

    private void run(Runnable stop) {
        try {
            while (!closed.await(stepMillis(), TimeUnit.MILLISECONDS)) {
                if (context.cancellation().isRequested() || left().isZero()) {
                    stop.run();
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long stepMillis() {
        Duration left = left();
        return Math.max(1, (left.compareTo(STEP_MAX) < 0 ? left : STEP_MAX).toMillis());
    }

    private Duration left() {
        Duration left = Duration.between(clock.instant(), context.deadline());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
