package dev.trawl.export;

import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.ResourceService;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Makes one run of many events. Events come at least once and in any order; each is in a run that
/// begins after it came, and the same event again makes no other run. Thread-safe.
///
/// An item per export names the event whose run is the next. As long as that run has not begun, it
/// takes in whatever else happens.
final class EventRuns {
    private static final int ATTEMPTS = 5;
    private static final Duration KEPT = Duration.ofDays(30);

    private final ItemTable items;
    private final Runs runs;
    private final ExportJobs jobs;
    private final HeldStarts held;
    private final Clock clock;

    EventRuns(ItemTable items, Runs runs, ExportJobs jobs, HeldStarts held, Clock clock) {
        this.items = items;
        this.runs = runs;
        this.jobs = jobs;
        this.held = held;
        this.clock = clock;
    }

    /// The run that takes the event in; nothing if the export waits for no events, or is paused:
    /// then the event is remembered for the run after the pause.
    ///
    /// @param event names what happened, the same way whenever it is told
    Optional<Run> of(String export, String event) {
        Optional<ResourceService.Current> waiting =
                jobs.find(export).filter(e -> e.resource().spec().path("schedule").has("on"));
        Instant now = clock.instant();
        return waiting.filter(e -> !held.isHeld(jobs, e.resource(), cause(event), now, now))
                .map(e -> of(e, event));
    }

    private Run of(ResourceService.Current export, String event) {
        String name = export.resource().name();
        ItemTable.Key key = new ItemTable.Key("export-event", name);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Runs.Held> own = runs.find(ExportJobs.id(name, cause(event)));
            if (own.isPresent()) {
                return own.get().run();
            }
            Optional<ItemTable.Item> item = items.find(key);
            Optional<Run> next = item.flatMap(i -> next(export, Next.parse(i.document())));
            if (next.isPresent()) {
                return next.get();
            }
            Instant now = clock.instant();
            Next wanted =
                    new Next(event, now.plus(ExportSchedule.patience(export.resource().spec())));
            long version = item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            if (items.put(key, version, wanted.toJson(), now.plus(KEPT)).isPresent()) {
                return pinned(export, wanted);
            }
        }
        throw new TrawlException(
                ErrorCode.CONFLICT, "too much starts export '%s' at the same time".formatted(name));
    }

    /// The run that was to be the next, unless it has begun.
    private Optional<Run> next(ResourceService.Current export, Next next) {
        Optional<Run> run =
                runs.find(ExportJobs.id(export.resource().name(), cause(next.event())))
                        .map(Runs.Held::run);
        return run.isEmpty()
                ? Optional.of(pinned(export, next))
                : run.filter(r -> r.phase() == Run.Phase.WAITING && r.attempt() == 0);
    }

    private Run pinned(ResourceService.Current export, Next next) {
        return jobs.pinned(export, ExportJobs.Cause.patient(cause(next.event()), "", next.due()));
    }

    private static String cause(String event) {
        return Run.EVENT + event;
    }

    private record Next(String event, Instant due) {
        String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("event")
                                    .string(event)
                                    .field("due")
                                    .integer(due.toEpochMilli())));
        }

        static Next parse(String json) {
            return JsonReader.read(
                    json,
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        String event = in.field("event").string();
                        Instant due = Instant.ofEpochMilli(in.field("due").integer());
                        in.endObject();
                        return new Next(event, due);
                    });
        }
    }
}
