package dev.trawl.local.scheduler;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Instant started;

    /// Up to when each has fired.
    private final Map<Schedule, Instant> fired = new HashMap<>();

    private @Nullable ScheduledExecutorService thread;

    /// A ticker that stands still until [#tick] or [#start].
    public Ticker(Schedules schedules, Invoker invoker, Clock clock) {
        this.schedules = schedules;
        this.invoker = invoker;
        this.clock = clock;
        this.started = clock.instant();
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
        List<Schedule> firing = schedules.firing();
        fired.keySet().retainAll(firing);
        for (Schedule schedule : firing) {
            due(schedule, now).forEach(time -> fire(schedule, time));
            fired.put(schedule, now);
            if (schedule.isDeletedAfterCompletion()
                    && schedule.isEnabled()
                    && schedule.next(now).isEmpty()) {
                schedules.complete(schedule);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    /// The times since the last tick; of a new or changed one, since then; at most since the start.
    private List<Instant> due(Schedule schedule, Instant now) {
        List<Instant> times = new ArrayList<>();
        Instant since =
                schedule.modified().isBefore(started) ? started : schedule.modified().minusNanos(1);
        Optional<Instant> time = schedule.next(fired.getOrDefault(schedule, since));
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
