package dev.trawl.query.execute;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/// Says while a query runs whether it may go on. Thread-safe.
public final class Watch {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Clock clock;
    private final Instant deadline;
    private final BooleanSupplier isCancelled;
    private final Steps steps;
    private volatile Instant lastLook;
    private volatile boolean wasCancelled;

    /// @param isCancelled whether the owner has ended the query
    public Watch(Clock clock, Instant deadline, BooleanSupplier isCancelled) {
        this(clock, deadline, isCancelled, Steps.unwatched(clock));
    }

    /// @param isCancelled whether the owner has ended the query
    /// @param steps of the query
    public Watch(Clock clock, Instant deadline, BooleanSupplier isCancelled, Steps steps) {
        this.clock = clock;
        this.deadline = deadline;
        this.isCancelled = isCancelled;
        this.steps = steps;
        this.lastLook = clock.instant();
    }

    Steps steps() {
        return steps;
    }

    public Instant deadline() {
        return deadline;
    }

    /// @throws TrawlException TIME_LIMIT_EXCEEDED when the deadline is past
    public Duration remaining() {
        Duration remaining = Duration.between(clock.instant(), deadline);
        if (!remaining.isPositive()) {
            throw new TrawlException(
                    ErrorCode.TIME_LIMIT_EXCEEDED,
                    "the query did not end in its time; ask for less, or raise its time limit");
        }
        return remaining;
    }

    /// @throws TrawlException TIME_LIMIT_EXCEEDED or CANCELLED
    public void check() {
        remaining();
        if (isCancelled()) {
            throw new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
        }
    }

    /// Whether the query was ended from outside; looks about once a second.
    public boolean isCancelled() {
        Instant now = clock.instant();
        if (!wasCancelled && !now.isBefore(lastLook.plus(LOOK_EVERY))) {
            lastLook = now;
            wasCancelled = isCancelled.getAsBoolean();
        }
        return wasCancelled;
    }
}
