package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Has the current run of an export's prefix declared as a dataset. A run is committed whatever
/// comes of it: a refusal is noted beside the run, and what could not be done is done again until
/// it is. Thread-safe.
final class Registrations {
    private static final int ROUNDS_MAX = 10;
    private static final Duration KEPT = Duration.ofDays(400);

    private final ItemTable items;
    private final Catalog catalog;
    private final Clock clock;

    Registrations(ItemTable items, Catalog catalog, Clock clock) {
        this.items = items;
        this.catalog = catalog;
        this.clock = clock;
    }

    /// Who declares datasets.
    interface Catalog {
        /// Why the run may not register what it asks for; absent if it may.
        Optional<String> refusal(Run run, Registers registers);

        /// Declares, once more or for the first time, what a manifest says.
        ///
        /// @throws TrawlException if it is not done, or nobody knows
        void register(Run run, Registers registers, byte[] manifest);
    }

    /// What came of it.
    enum State {
        REGISTERED,
        REFUSED,
        /// It is tried again.
        PENDING
    }

    /// @param text why not; empty for what is registered
    record Outcome(String dataset, State state, String text) {
        void write(JsonWriter out) {
            out.object(o ->
                    o.field("dataset")
                            .string(dataset)
                            .field("state")
                            .string(state.name().toLowerCase(Locale.ROOT))
                            .field("detail")
                            .string(text));
        }

        private static Outcome read(JsonReader in) {
            in.beginObject();
            Outcome outcome =
                    new Outcome(
                            in.field("dataset").string(),
                            ExportSpec.choice(State.class, in.field("state").string()),
                            in.field("detail").string());
            in.endObject();
            return outcome;
        }
    }

    /// Registers what is current after a run was committed, if its export asks for it. What goes
    /// wrong is noted, as far as that works.
    void register(Run run, ObjectStore bucket) {
        Registers registers = run.spec().registers();
        if (registers == null || isSettled(run)) {
            return;
        }
        Outcome outcome;
        try {
            Optional<String> refusal = catalog.refusal(run, registers);
            if (refusal.isEmpty()) {
                registerCurrent(run, registers, bucket);
            }
            outcome =
                    new Outcome(
                            registers.dataset(),
                            refusal.isEmpty() ? State.REGISTERED : State.REFUSED,
                            refusal.orElse(""));
        } catch (TrawlException e) {
            outcome = new Outcome(registers.dataset(), State.PENDING, e.text());
        }
        note(run, outcome);
    }

    /// A later run may become current meanwhile, and register before this one does: so it looks
    /// again afterwards.
    private void registerCurrent(Run run, Registers registers, ObjectStore bucket) {
        byte[] current = bucket.load(CurrentRun.key(run.spec()));
        for (int round = 0; round < ROUNDS_MAX; round++) {
            catalog.register(run, registers, current);
            byte[] now = bucket.load(CurrentRun.key(run.spec()));
            if (Arrays.equals(now, current)) {
                return;
            }
            current = now;
        }
        throw new TrawlException(
                ErrorCode.CONFLICT, "other runs of the prefix are committed at this moment");
    }

    private void note(Run run, Outcome outcome) {
        try {
            long version =
                    items.find(key(run)).map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            items.put(
                    key(run),
                    version,
                    JsonWriter.write(outcome::write),
                    clock.instant().plus(KEPT));
        } catch (TrawlException e) {
            // Without a note it counts as not done.
            return;
        }
    }

    Optional<Outcome> find(Run run) {
        return run.spec().registers() == null
                ? Optional.empty()
                : items.find(key(run))
                        .map(i -> JsonReader.read(i.document(), JsonLimits.DEFAULT, Outcome::read));
    }

    /// Whether nothing is left to be done.
    boolean isSettled(Run run) {
        return run.spec().registers() == null
                || find(run).filter(o -> o.state() != State.PENDING).isPresent();
    }

    private static ItemTable.Key key(Run run) {
        return new ItemTable.Key("export-registration", run.id());
    }
}
