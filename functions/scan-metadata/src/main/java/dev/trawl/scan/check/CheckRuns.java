package dev.trawl.scan.check;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The history of checks. A run is claimed before it begins, so that what asks for it twice is one
/// run; it is kept for ninety days. Thread-safe.
final class CheckRuns {
    private static final Duration KEPT = Duration.ofDays(90);
    private static final String CLAIM = "claim";

    private final ItemTable items;
    private final Clock clock;

    CheckRuns(ItemTable items, Clock clock) {
        this.items = items;
        this.clock = clock;
    }

    /// Whether the run is the caller's to make.
    ///
    /// @param lost after which a claim whose run did not end counts for nothing
    boolean claim(String check, String id, Duration lost) {
        ItemTable.Key key = new ItemTable.Key("check#" + check, CLAIM + "#" + id);
        Optional<ItemTable.Item> known = items.find(key);
        Instant now = clock.instant();
        boolean isOver =
                known.map(i ->
                                Instant.parse(i.document().replace("\"", ""))
                                        .plus(lost)
                                        .isBefore(now))
                        .orElse(true);
        if (!isOver || find(check, id).isPresent()) {
            return false;
        }
        return items.put(
                        key,
                        known.map(ItemTable.Item::version).orElse(ItemTable.ABSENT),
                        '"' + now.toString() + '"',
                        now.plus(KEPT))
                .isPresent();
    }

    void put(CheckRun run) {
        String document = JsonWriter.write(run::write);
        Instant expires = run.time().plus(KEPT);
        items.put(
                new ItemTable.Key("check#" + run.check(), "run#" + run.time() + "#" + run.id()),
                ItemTable.ABSENT,
                document,
                expires);
        items.put(
                new ItemTable.Key("check#" + run.check(), "id#" + run.id()),
                ItemTable.ABSENT,
                document,
                expires);
    }

    Optional<CheckRun> find(String check, String id) {
        return items.find(new ItemTable.Key("check#" + check, "id#" + id))
                .map(i -> read(i.document()));
    }

    /// The latest first.
    List<CheckRun> list(String check, int max) {
        return items.list("check#" + check, "run#", max, ItemTable.Order.DESCENDING).stream()
                .map(i -> read(i.document()))
                .toList();
    }

    private static CheckRun read(String document) {
        try {
            return JsonReader.read(document, JsonLimits.DEFAULT, CheckRun::read);
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a stored run of a check cannot be read", e);
        }
    }
}
