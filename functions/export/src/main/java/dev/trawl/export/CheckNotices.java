package dev.trawl.export;

import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Tells channels how runs of checks ended. scan-metadata runs them; channels, their secrets and
/// rights are this function's alone. An item per run is there until everybody was told.
/// Thread-safe.
final class CheckNotices {
    private static final String OPEN = "export-check-notice";
    private static final int OPEN_MAX = 1_000;
    private static final Duration KEPT = Duration.ofDays(2);

    private final ItemTable items;
    private final ResourceService resources;
    private final Notifier notifier;
    private final ExportStatus status;
    private final Clock clock;

    CheckNotices(
            ItemTable items,
            ResourceService resources,
            Notifier notifier,
            ExportStatus status,
            Clock clock) {
        this.items = items;
        this.resources = resources;
        this.notifier = notifier;
        this.status = status;
        this.clock = clock;
    }

    /// A run of a check has ended.
    ///
    /// @param state `passed`, `failed` or `error`
    record End(String check, String dataset, String run, String state, String time) {
        private String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("check")
                                    .string(check)
                                    .field("dataset")
                                    .string(dataset)
                                    .field("run")
                                    .string(run)
                                    .field("state")
                                    .string(state)
                                    .field("time")
                                    .string(time)));
        }

        private static End parse(String json) {
            return JsonReader.read(
                    json,
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        End end =
                                new End(
                                        in.field("check").string(),
                                        in.field("dataset").string(),
                                        in.field("run").string(),
                                        in.field("state").string(),
                                        in.field("time").string());
                        in.endObject();
                        return end;
                    });
        }
    }

    /// Tells of it now; whom that does not reach {@link #tellOpen} does.
    void ended(End end) {
        items.put(
                new ItemTable.Key(OPEN, end.run()),
                ItemTable.ABSENT,
                end.toJson(),
                clock.instant().plus(KEPT));
        tell(end);
    }

    /// @return how many were told, or were given up
    int tellOpen() {
        return Math.toIntExact(
                items.list(OPEN, "", OPEN_MAX, ItemTable.Order.ASCENDING).stream()
                        .filter(item -> tried(End.parse(item.document())))
                        .count());
    }

    /// One that cannot be told does not keep the others from it.
    private boolean tried(End end) {
        try {
            return tell(end);
        } catch (TrawlException e) {
            return false;
        }
    }

    private boolean tell(End end) {
        Optional<Resource> check =
                resources
                        .find(ResourceKind.CHECK, end.check())
                        .map(ResourceService.Current::resource);
        if (check.isPresent()) {
            Notifier.Outcome outcome = notifier.tell(check.get(), end);
            status.told(check.get(), end.run(), outcome);
            if (!outcome.isDone()) {
                return false;
            }
        }
        ItemTable.Key key = new ItemTable.Key(OPEN, end.run());
        items.find(key).ifPresent(item -> items.delete(key, item.version()));
        return true;
    }
}
