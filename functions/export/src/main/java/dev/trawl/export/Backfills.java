package dev.trawl.export;

import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceService;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.schedule.ScheduleExpression;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Runs exports for scheduled times that are past, a bounded number at once: one run for each time
/// that has no result, under the name that the time's own run would have. Thread-safe.
///
/// An item per export holds the times that are left and the runs that go on. Whoever ends a run,
/// and the reconciler, calls {@link #advance}; both may come late, twice or not at all.
final class Backfills {
    static final int TIMES_MAX = 1_000;
    static final int PARALLEL_MAX = 8;
    private static final int AGAIN_MAX = 50;
    private static final int ATTEMPTS = 5;
    private static final int BACKFILLS_MAX = 1_000;
    private static final String BACKFILLS = "export-backfill";
    private static final Duration KEPT = Duration.ofDays(30);

    private final ItemTable items;
    private final Runs runs;
    private final ExportJobs jobs;
    private final Clock clock;

    Backfills(ItemTable items, Runs runs, ExportJobs jobs, Clock clock) {
        this.items = items;
        this.runs = runs;
        this.jobs = jobs;
        this.clock = clock;
    }

    /// One time of a schedule.
    ///
    /// @param state `missing`, or of its run
    /// @param isToRun whether it has no result and none is being made
    record Slot(Instant time, String state, boolean isToRun) {}

    /// What a backfill would do; nothing is done.
    ///
    /// @throws TrawlException INVALID_REQUEST for an export without times by the calendar, for a
    ///   time to come, or for more times than one backfill has
    List<Slot> plan(Resource export, Instant from, Instant to) {
        if (!from.isBefore(to) || to.isAfter(clock.instant())) {
            throw invalid("'from' is before 'to', and 'to' is not to come");
        }
        String expression = ExportSchedule.expression(export.spec()).orElse("");
        if (expression.isEmpty() || expression.startsWith("rate")) {
            throw invalid(
                    "export '%s' has no times by the calendar that could have been missed; only schedules of cron and at have"
                            .formatted(export.name()));
        }
        List<Instant> times =
                ScheduleExpression.parse(expression, ExportSchedule.zone(export.spec()))
                        .between(from, to, from, TIMES_MAX + 1);
        if (times.size() > TIMES_MAX) {
            throw invalid(
                    "there are more than %d times from %s to %s; backfill them piece by piece"
                            .formatted(TIMES_MAX, from, to));
        }
        return times.stream().map(time -> slot(export.name(), time)).toList();
    }

    private Slot slot(String export, Instant time) {
        Optional<Run> run = last(export, time);
        return run.isEmpty()
                ? new Slot(time, "missing", true)
                : new Slot(time, state(run.get()), isWithoutResult(run.get()));
    }

    private static String state(Run run) {
        RunResult result = run.result();
        return result != null && result.expired() != null ? "expired" : RunCodec.text(run.phase());
    }

    private static boolean isWithoutResult(Run run) {
        return run.phase().isEnd() && run.phase() != Run.Phase.COMMITTED;
    }

    /// The last run of a time: its own, or one that a backfill made after that had failed.
    private Optional<Run> last(String export, Instant time) {
        Optional<Run> last = Optional.empty();
        for (int again = 0; again < AGAIN_MAX; again++) {
            Optional<Run> run = runs.find(id(export, time, again)).map(Runs.Held::run);
            if (run.isEmpty()) {
                return last;
            }
            last = run;
            if (!isWithoutResult(run.get())) {
                return last;
            }
        }
        return last;
    }

    /// Has the times that are to run run, together with those that an earlier backfill left.
    ///
    /// @param author `issuer|subject`
    void begin(String export, String author, List<Slot> slots, int parallel) {
        List<Instant> times = slots.stream().filter(Slot::isToRun).map(Slot::time).toList();
        for (int attempt = 0; attempt < ATTEMPTS && !times.isEmpty(); attempt++) {
            Optional<ItemTable.Item> item = items.find(key(export));
            Backfill known =
                    item.map(i -> Backfill.parse(i.document()))
                            .orElse(new Backfill(author, parallel, List.of(), List.of()));
            TreeSet<Instant> all = new TreeSet<>(known.times());
            all.addAll(times);
            if (all.size() > TIMES_MAX) {
                throw invalid(
                        "an earlier backfill of '%s' has %d times left; wait for it or cancel it"
                                .formatted(export, known.times().size()));
            }
            Backfill next = new Backfill(author, parallel, List.copyOf(all), known.runs());
            if (put(export, item, next)) {
                advance(export);
                return;
            }
        }
        if (!times.isEmpty()) {
            throw busy(export);
        }
    }

    /// What is left to do; empty if nothing is.
    Optional<Backfill> find(String export) {
        return items.find(key(export)).map(i -> Backfill.parse(i.document()));
    }

    /// Drops the times that no run was made of yet.
    ///
    /// @return how many
    int cancel(String export) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ItemTable.Item> item = items.find(key(export));
            if (item.isEmpty()) {
                return 0;
            }
            int left = Backfill.parse(item.get().document()).times().size();
            if (items.delete(item.get().key(), item.get().version())) {
                return left;
            }
        }
        throw busy(export);
    }

    /// Begins runs as others end.
    void advance(String export) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ItemTable.Item> item = items.find(key(export));
            Optional<ResourceService.Current> declared = jobs.find(export);
            if (item.isEmpty()) {
                return;
            }
            if (declared.isEmpty()) {
                items.delete(item.get().key(), item.get().version());
                return;
            }
            Backfill now = Backfill.parse(item.get().document());
            Backfill next = filled(declared.get(), now);
            boolean isDone = next.equals(now) || put(export, item, next);
            if (isDone) {
                next.runs().stream().filter(id -> !now.runs().contains(id)).forEach(jobs::hand);
                return;
            }
        }
    }

    /// All that go on, for when somebody ended a run and did not come to tell it.
    void advanceAll() {
        items.list(BACKFILLS, "", BACKFILLS_MAX, ItemTable.Order.ASCENDING)
                .forEach(i -> advance(i.key().sort()));
    }

    private Backfill filled(ResourceService.Current export, Backfill backfill) {
        List<String> going =
                new ArrayList<>(
                        backfill.runs().stream()
                                .filter(id ->
                                        runs.find(id)
                                                .filter(h -> !h.run().phase().isEnd())
                                                .isPresent())
                                .toList());
        List<Instant> left = new ArrayList<>(backfill.times());
        int parallel = parallel(export.resource(), backfill.parallel());
        while (going.size() < parallel && !left.isEmpty()) {
            begun(export, left.removeFirst(), backfill.author()).ifPresent(going::add);
        }
        return new Backfill(backfill.author(), backfill.parallel(), left, going);
    }

    /// Runs of an export that allows no two at once wait for each other in any case.
    static int parallel(Resource export, int wanted) {
        return export.spec().path("concurrency").asText("forbid").equals("allow")
                ? Math.min(wanted, PARALLEL_MAX)
                : 1;
    }

    private Optional<String> begun(ResourceService.Current export, Instant time, String author) {
        String name = export.resource().name();
        for (int again = 0; again < AGAIN_MAX; again++) {
            Optional<Run> known = runs.find(id(name, time, again)).map(Runs.Held::run);
            if (known.isEmpty()) {
                ExportJobs.Cause cause =
                        new ExportJobs.Cause(
                                text(time, again),
                                Run.BACKFILL + time,
                                author,
                                time,
                                Instant.EPOCH);
                return Optional.of(jobs.pinned(export, cause).id());
            }
            if (!isWithoutResult(known.get())) {
                return known.filter(r -> !r.phase().isEnd()).map(Run::id);
            }
        }
        return Optional.empty();
    }

    private boolean put(String export, Optional<ItemTable.Item> item, Backfill next) {
        if (next.times().isEmpty() && next.runs().isEmpty()) {
            return item.isEmpty() || items.delete(key(export), item.get().version());
        }
        long version = item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
        return items.put(key(export), version, next.toJson(), clock.instant().plus(KEPT))
                .isPresent();
    }

    /// The run of a scheduled time is named by it; runs after it by how many there were.
    private static String id(String export, Instant time, int again) {
        return ExportJobs.id(export, text(time, again));
    }

    private static String text(Instant time, int again) {
        return again == 0 ? time.toString() : Run.BACKFILL + time + " " + again;
    }

    private static ItemTable.Key key(String export) {
        return new ItemTable.Key(BACKFILLS, export);
    }

    private static TrawlException busy(String export) {
        return new TrawlException(
                ErrorCode.CONFLICT,
                "the backfill of '%s' changes too fast; try again".formatted(export));
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}
