package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Runs in the item table: `export-run/<id>`, and for each export a list of them, the latest last.
/// Every write is conditional. Thread-safe.
final class Runs {
    private static final String RUNS = "export-run";
    private static final String OPEN = "export-open";
    private static final Duration KEPT = Duration.ofDays(400);

    private final ItemTable items;
    private final Clock clock;

    Runs(ItemTable items, Clock clock) {
        this.items = items;
        this.clock = clock;
    }

    /// @param version of the item that it was read from
    record Held(long version, Run run) {}

    /// Pins the run; the one that is pinned already, if there is one.
    Held pin(Run run) {
        Optional<Held> known = find(run.id());
        if (known.isPresent()) {
            return known.get();
        }
        Instant expires = clock.instant().plus(KEPT);
        boolean isFirst =
                items.putAll(
                        List.of(
                                new ItemTable.Write(
                                        key(run.id()),
                                        ItemTable.ABSENT,
                                        RunCodec.toJson(run),
                                        expires),
                                new ItemTable.Write(listed(run), ItemTable.ABSENT, "{}", expires),
                                new ItemTable.Write(
                                        new ItemTable.Key(OPEN, run.id()),
                                        ItemTable.ABSENT,
                                        "{}",
                                        expires)));
        return isFirst
                ? new Held(ItemTable.ABSENT + 1, run)
                : find(run.id()).orElseThrow(() -> new IllegalStateException("a run is gone"));
    }

    Optional<Held> find(String id) {
        return items.find(key(id)).map(i -> new Held(i.version(), RunCodec.parse(i.document())));
    }

    /// Replaces what was held; nothing if somebody else did meanwhile.
    Optional<Held> replace(Held held, Run next) {
        return items.put(
                        key(next.id()),
                        held.version(),
                        RunCodec.toJson(next),
                        clock.instant().plus(KEPT))
                .map(i -> new Held(i.version(), next));
    }

    /// Runs of an export, the latest first.
    List<Run> list(String export, int max) {
        return items.list("export-runs#" + export, "", max, ItemTable.Order.DESCENDING).stream()
                .map(i -> i.key().sort())
                .map(sort -> sort.substring(sort.lastIndexOf('/') + 1))
                .flatMap(id -> find(id).stream())
                .map(Held::run)
                .toList();
    }

    /// Runs that nobody has looked after since they ended, or that have not ended.
    List<Run> open(int max) {
        return items.list(OPEN, "", max, ItemTable.Order.ASCENDING).stream()
                .flatMap(i -> find(i.key().sort()).stream())
                .map(Held::run)
                .toList();
    }

    /// Something is to be done for the run again.
    void reopen(String id) {
        items.put(new ItemTable.Key(OPEN, id), ItemTable.ABSENT, "{}", clock.instant().plus(KEPT));
    }

    /// Nothing is left to be done for the run.
    void close(String id) {
        items.find(new ItemTable.Key(OPEN, id)).ifPresent(i -> items.delete(i.key(), i.version()));
    }

    /// Somebody else was first.
    static TrawlException changed(String id) {
        return new TrawlException(
                ErrorCode.CONFLICT, "run '%s' was changed at the same time".formatted(id));
    }

    private static ItemTable.Key key(String id) {
        return new ItemTable.Key(RUNS, id);
    }

    private static ItemTable.Key listed(Run run) {
        return new ItemTable.Key("export-runs#" + run.export(), run.created() + "/" + run.id());
    }
}
