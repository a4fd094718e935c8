package dev.trawl.export;

import dev.trawl.catalog.Resource;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What would have started exports while they are paused: of each the last, for the one run that
/// begins when the pause is over. Thread-safe.
final class HeldStarts {
    private static final String HELD = "export-held";
    private static final int ATTEMPTS = 5;
    private static final int EXPORTS_MAX = 10_000;

    private final ItemTable items;

    HeldStarts(ItemTable items) {
        this.items = items;
    }

    /// @param cause of the last one, which names the run
    /// @param time that the run is of
    /// @param since when the first came
    /// @param count how many came; one that is delivered twice counts twice
    /// @param version of the item
    record Held(String cause, Instant time, Instant since, int count, long version) {
        private String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("cause")
                                    .string(cause)
                                    .field("time")
                                    .integer(time.toEpochMilli())
                                    .field("since")
                                    .integer(since.toEpochMilli())
                                    .field("count")
                                    .integer(count)));
        }

        private static Held of(ItemTable.Item item) {
            return JsonReader.read(
                    item.document(),
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        Held held =
                                new Held(
                                        in.field("cause").string(),
                                        Instant.ofEpochMilli(in.field("time").integer()),
                                        Instant.ofEpochMilli(in.field("since").integer()),
                                        in.field("count").integer32(),
                                        item.version());
                        in.endObject();
                        return held;
                    });
        }

        /// Together with one that came now.
        private Held and(String other, Instant otherTime) {
            boolean isLater = !otherTime.isBefore(time);
            return new Held(
                    isLater ? other : cause, isLater ? otherTime : time, since, count + 1, version);
        }
    }

    /// @throws TrawlException CONFLICT if others do so all the time; who tells it tells it again
    private void hold(String export, String cause, Instant time, Instant now) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Held next =
                    find(export)
                            .map(h -> h.and(cause, time))
                            .orElse(new Held(cause, time, now, 1, ItemTable.ABSENT));
            if (items.put(key(export), next.version(), next.toJson(), null).isPresent()) {
                return;
            }
        }
        throw new TrawlException(
                ErrorCode.CONFLICT,
                "too much starts export '%s' at the same time".formatted(export));
    }

    /// Whether the export is paused; what was to start it is then held, unless there is a run of
    /// that cause already.
    boolean isHeld(ExportJobs jobs, Resource export, String cause, Instant time, Instant now) {
        boolean isPaused = jobs.isPaused(export);
        if (isPaused && !jobs.isPinned(export.name(), cause)) {
            hold(export.name(), cause, time, now);
        }
        return isPaused;
    }

    Optional<Held> find(String export) {
        return items.find(key(export)).map(Held::of);
    }

    /// Names of exports that something would have started.
    List<String> names() {
        return items.list(HELD, "", EXPORTS_MAX, ItemTable.Order.ASCENDING).stream()
                .map(i -> i.key().sort())
                .toList();
    }

    /// There is a run of it; what came meanwhile stays.
    void forget(String export, Held held) {
        items.delete(key(export), held.version());
    }

    private static ItemTable.Key key(String export) {
        return new ItemTable.Key(HELD, export);
    }
}
