package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whose turn it is among the runs of one export, as its concurrency rule says. A turn ends with
/// its run, or after a time if the run is lost. Thread-safe.
final class Turns {
    /// A queued run that does not end holds a backfill up for so long.
    private static final Duration QUEUED = Duration.ofDays(1);

    private final ItemTable items;
    private final Runs runs;
    private final Clock clock;

    Turns(ItemTable items, Runs runs, Clock clock) {
        this.items = items;
        this.runs = runs;
        this.clock = clock;
    }

    enum Answer {
        TAKEN,
        /// Another run has it, and the rule forbids to take it away.
        HELD,
        /// A backfill has it; the run is the next to have it.
        QUEUED,
        /// Somebody else took it at this moment, perhaps for the same run.
        MISSED
    }

    Answer take(Run run, Instant until) {
        if (run.spec().concurrency() == ExportSpec.Concurrency.ALLOW) {
            return Answer.TAKEN;
        }
        Optional<ItemTable.Item> item = items.find(key(run));
        long version = item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
        Turn turn = item.map(i -> Turn.parse(i.document())).orElse(new Turn("", Instant.EPOCH));
        if (run.isBackfill() && isAwaited(run)) {
            return Answer.HELD;
        }
        if (isHeld(turn, run)) {
            if (!run.isPatient() && isBackfill(turn)) {
                queue(run);
                return Answer.QUEUED;
            }
            if (run.isPatient() || run.spec().concurrency() == ExportSpec.Concurrency.FORBID) {
                return Answer.HELD;
            }
            runs.find(turn.run())
                    .filter(other -> !other.run().phase().isEnd())
                    .ifPresent(other ->
                            runs.replace(
                                    other,
                                    other.run()
                                            .ended(
                                                    Run.Phase.CANCELLED,
                                                    clock.instant(),
                                                    new Run.Problem(
                                                            "CANCELLED",
                                                            "a later run of the export replaced it"))));
        }
        return items.put(key(run), version, new Turn(run.id(), until).toJson(), until).isPresent()
                ? Answer.TAKEN
                : Answer.MISSED;
    }

    void leave(Run run) {
        items.find(key(run))
                .filter(i -> Turn.parse(i.document()).run().equals(run.id()))
                .ifPresent(i -> items.delete(i.key(), i.version()));
    }

    /// Others neither end it, as its time would be lost, nor are skipped for it: they wait for one
    /// run of a backfill, not for all of it.
    private boolean isBackfill(Turn turn) {
        return runs.find(turn.run()).filter(h -> h.run().isBackfill()).isPresent();
    }

    /// Should that fail, a backfill's run may come first.
    private void queue(Run run) {
        Optional<ItemTable.Item> item = items.find(queueKey(run));
        if (!isOpen(item)) {
            Instant until = clock.instant().plus(QUEUED);
            items.put(
                    queueKey(run),
                    item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT),
                    new Turn(run.id(), until).toJson(),
                    until);
        }
    }

    private boolean isAwaited(Run run) {
        return isOpen(items.find(queueKey(run)));
    }

    private boolean isOpen(Optional<ItemTable.Item> queued) {
        return queued.map(i -> Turn.parse(i.document()))
                .filter(t -> clock.instant().isBefore(t.until()))
                .flatMap(t -> runs.find(t.run()))
                .filter(h -> !h.run().phase().isEnd())
                .isPresent();
    }

    private static ItemTable.Key queueKey(Run run) {
        return new ItemTable.Key("export-queue", run.export());
    }

    private boolean isHeld(Turn turn, Run run) {
        return !turn.run().isEmpty()
                && !turn.run().equals(run.id())
                && clock.instant().isBefore(turn.until())
                && runs.find(turn.run()).filter(h -> !h.run().phase().isEnd()).isPresent();
    }

    private static ItemTable.Key key(Run run) {
        return new ItemTable.Key("export-turn", run.export());
    }

    private record Turn(String run, Instant until) {
        String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("run")
                                    .string(run)
                                    .field("until")
                                    .integer(until.toEpochMilli())));
        }

        static Turn parse(String json) {
            return JsonReader.read(
                    json,
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        String run = in.field("run").string();
                        Instant until = Instant.ofEpochMilli(in.field("until").integer());
                        in.endObject();
                        return new Turn(run, until);
                    });
        }
    }
}
