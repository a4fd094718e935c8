package dev.trawl.query.execute;

import java.util.concurrent.atomic.AtomicReference;

/// Decides who ends a query that the front runs: its own runner, or the executor that it is handed
/// to. Thread-safe.
public final class Baton {
    private enum Holder {
        RUNNER,
        ENDED,
        EXECUTOR
    }

    private final AtomicReference<Holder> holder = new AtomicReference<>(Holder.RUNNER);

    /// Whether the runner may now publish how the query ended; asked once.
    public boolean end() {
        return holder.compareAndSet(Holder.RUNNER, Holder.ENDED);
    }

    /// Whether the query may now be handed over; false if the runner is just ending it.
    public boolean handOver() {
        return holder.compareAndSet(Holder.RUNNER, Holder.EXECUTOR);
    }

    /// Whether the executor has the query, so that the runner may stop.
    public boolean isGone() {
        return holder.get() == Holder.EXECUTOR;
    }
}
