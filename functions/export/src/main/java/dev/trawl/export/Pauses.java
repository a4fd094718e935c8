package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Exports that somebody keeps from running by themselves, whatever is declared. Thread-safe.
final class Pauses {
    private static final String PAUSES = "export-pause";
    private static final int PAUSES_MAX = 10_000;
    private static final int ATTEMPTS = 5;

    private final ItemTable items;

    Pauses(ItemTable items) {
        this.items = items;
    }

    /// @param author `issuer|subject`
    record Pause(String author, Instant time, String reason) {}

    Optional<Pause> find(String export) {
        return items.find(key(export)).map(i -> parse(i.document()));
    }

    /// Names of all that are paused.
    Set<String> names() {
        Set<String> names = new HashSet<>();
        items.list(PAUSES, "", PAUSES_MAX, ItemTable.Order.ASCENDING)
                .forEach(i -> names.add(i.key().sort()));
        return names;
    }

    /// Pauses it; who did so first, and why, stays.
    void add(String export, Pause pause) {
        items.put(key(export), ItemTable.ABSENT, write(pause), null);
    }

    /// @return the pause that is over; empty if there was none
    /// @throws TrawlException CONFLICT if others change it all the time
    Optional<Pause> remove(String export) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ItemTable.Item> item = items.find(key(export));
            if (item.isEmpty() || items.delete(item.get().key(), item.get().version())) {
                return item.map(i -> parse(i.document()));
            }
        }
        throw new TrawlException(
                ErrorCode.CONFLICT,
                "the pause of '%s' changes too fast; try again".formatted(export));
    }

    private static ItemTable.Key key(String export) {
        return new ItemTable.Key(PAUSES, export);
    }

    private static String write(Pause pause) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("author")
                                .string(pause.author())
                                .field("time")
                                .integer(pause.time().toEpochMilli())
                                .field("reason")
                                .string(pause.reason())));
    }

    private static Pause parse(String json) {
        return JsonReader.read(
                json,
                JsonLimits.DEFAULT,
                in -> {
                    in.beginObject();
                    String author = in.field("author").string();
                    Instant time = Instant.ofEpochMilli(in.field("time").integer());
                    String reason = in.field("reason").string();
                    in.endObject();
                    return new Pause(author, time, reason);
                });
    }
}
