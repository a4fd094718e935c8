package dev.trawl.query.openlineage;

import dev.trawl.audit.AuditEvent;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Relation;
import dev.trawl.query.execute.Work;
import dev.trawl.query.record.QueryState;
import dev.trawl.store.ObjectStore;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells an OpenLineage system of queries and exports, if one is configured. It never fails what it
/// tells of, and delays an answer by no more than is set. Thread-safe.
public final class OpenLineage {
    private static final OpenLineage NOBODY =
            new OpenLineage(null, new RunEvents(""), Duration.ZERO, Clock.systemUTC());

    private final @Nullable Outbox outbox;
    private final RunEvents events;
    private final Duration pause;
    private final Clock clock;

    OpenLineage(@Nullable Outbox outbox, RunEvents events, Duration pause, Clock clock) {
        this.outbox = outbox;
        this.events = events;
        this.pause = pause;
        this.clock = clock;
    }

    /// Where nobody is told.
    public static OpenLineage none() {
        return NOBODY;
    }

    /// @param url where events go; empty for nowhere
    /// @param key bearer token of the endpoint; empty for none
    /// @param namespace of jobs and tables
    /// @param timeout of one delivery
    /// @param pause how long an answer waits for its last event
    /// @param eventsMax that may wait for delivery
    public record Config(
            String url,
            String key,
            String namespace,
            Duration timeout,
            Duration pause,
            int eventsMax) {
        public static Config from(Settings settings) {
            return new Config(
                    settings.text("TRAWL_OPENLINEAGE_URL", ""),
                    settings.text("TRAWL_OPENLINEAGE_KEY", ""),
                    settings.text("TRAWL_OPENLINEAGE_NAMESPACE", "trawl"),
                    settings.duration(
                            "TRAWL_OPENLINEAGE_TIMEOUT",
                            Duration.ofSeconds(2),
                            Duration.ofMillis(10),
                            Duration.ofSeconds(30)),
                    settings.duration(
                            "TRAWL_OPENLINEAGE_WAIT",
                            Duration.ofMillis(200),
                            Duration.ZERO,
                            Duration.ofSeconds(10)),
                    settings.integer("TRAWL_OPENLINEAGE_EVENTS_MAX", 1_000, 1, 100_000));
        }

        /// Without the key.
        @Override
        public String toString() {
            return "Config[" + url + "]";
        }
    }

    /// @param ids names of objects
    public static OpenLineage of(
            Config config, ObjectStore state, Supplier<String> ids, Clock clock) {
        if (config.url().isEmpty()) {
            return NOBODY;
        }
        Outbox.Delivery delivery =
                Deliveries.of(
                        URI.create(config.url()),
                        config.key().isEmpty() ? null : config.key(),
                        config.timeout(),
                        state,
                        ids);
        return new OpenLineage(
                new Outbox(delivery, config.eventsMax()),
                new RunEvents(config.namespace()),
                config.pause(),
                clock);
    }

    /// A query begins.
    public void started(Work work, AuditEvent access, Relation plan) {
        if (outbox != null) {
            outbox.add(() -> events.start(work, access, plan));
        }
    }

    /// Its answer is complete.
    public void completed(Work work, QueryState.Summary summary) {
        if (outbox != null) {
            outbox.add(() -> events.complete(work, clock.instant(), summary));
            outbox.flush(pause);
        }
    }

    /// It came to nothing.
    public void failed(Work work, RuntimeException error) {
        if (outbox != null) {
            outbox.add(() -> events.fail(work, clock.instant(), error));
            outbox.flush(pause);
        }
    }

    /// Notes in the log how many events were lost.
    public void note(Invocation invocation) {
        int lost = outbox == null ? 0 : outbox.takeLost();
        if (lost > 0) {
            invocation.note("openLineageLost", Integer.toString(lost));
        }
    }
}
