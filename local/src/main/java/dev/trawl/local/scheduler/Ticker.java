package dev.trawl.local.scheduler;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Fires schedules when their time comes.
///
/// Each time is fired once, by an asynchronous invocation, whose retries and dead letters are the
/// host's. What came due while the fleet was down is not made up for: on AWS the scheduler is never
/// down. Thread-safe. Whoever starts it closes it.
public final class Ticker implements AutoCloseable {

    /// The most firings of one schedule at once, after the clock has leapt: the latest ones.
    static final int FIRINGS_MAX = 100;

    private static final System.Logger LOG = System.getLogger(Ticker.class.getName());

    /// What invokes a function with an event, later.
    @FunctionalInterface
    public interface Invoker {

        /// Accepts the event, or refuses it by an exception.
        void invokeLater(String functionArn, byte[] event);
    }

    private final Schedules schedules;
    private final Invoker invoker;
    private final Clock clock;
    private Instant last;
    private @Nullable ScheduledExecutorService thread;

    /// A ticker that stands still until [#tick] or [#start].
    public Ticker(Schedules schedules, Invoker invoker, Clock clock) {
        this.schedules = schedules;
        this.invoker = invoker;
        this.clock = clock;
        this.last = clock.instant();
    }

    /// Ticks by itself from now on.
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the thread.
    public synchronized void start(Duration period) {
        ScheduledExecutorService started =
                Executors.newSingleThreadScheduledExecutor(
                        task -> Thread.ofPlatform().daemon().name("ticker").unstarted(task));
        thread = started;
        started.scheduleWithFixedDelay(
                this::tick, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Fires all that came due since the last tick.
    public synchronized void tick() {
        Instant now = clock.instant();
        for (Schedule schedule : schedules.firing()) {
            due(schedule, now).forEach(time -> fire(schedule, time));
            if (schedule.isDeletedAfterCompletion()
                    && schedule.isEnabled()
                    && schedule.next(now).isEmpty()) {
                schedules.complete(schedule);
            }
        }
        last = now;
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    /// A schedule that is newer than the last tick has no times before it was made or changed.
    private List<Instant> due(Schedule schedule, Instant now) {
        List<Instant> times = new ArrayList<>();
        Instant from = schedule.modified().isAfter(last) ? schedule.modified() : last;
        Optional<Instant> time = schedule.next(from);
        while (time.isPresent() && !time.get().isAfter(now)) {
            if (times.size() == FIRINGS_MAX) {
                times.removeFirst();
            }
            times.add(time.get());
            time = schedule.next(time.get());
        }
        return times;
    }

    private void fire(Schedule schedule, Instant time) {
        String event =
                schedule.event(time, UUID.randomUUID().toString(), schedules.arn(schedule.id()));
        try {
            invoker.invokeLater(schedule.target().arn(), event.getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "schedule " + schedule.id().name() + " was not fired: " + e.getMessage());
        }
    }
}
