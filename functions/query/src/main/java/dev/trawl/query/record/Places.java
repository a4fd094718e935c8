package dev.trawl.query.record;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Each principal's places for queries that run at the same time: one item each, in the partition
/// `share#<hash of the principal>`. A place whose holder died is free again at its query's
/// deadline. Thread-safe.
public final class Places {
    private final ItemTable items;
    private final Clock clock;
    private final int placesMax;

    /// @param placesMax per principal; 0 for no bound, then no item is read or written
    public Places(ItemTable items, Clock clock, int placesMax) {
        this.items = items;
        this.clock = clock;
        this.placesMax = placesMax;
    }

    /// Takes one of the principal's places.
    ///
    /// @throws TrawlException THROTTLED if all are taken
    public Place take(String principal, String queryId, Instant until) {
        if (placesMax == 0) {
            return Place.NONE;
        }
        String partition = partition(principal);
        Holder holder = new Holder(queryId, until);
        int first = Math.floorMod(queryId.hashCode(), placesMax);
        return put(key(partition, first), ItemTable.ABSENT, holder)
                .or(() -> takeAnother(partition, holder))
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.THROTTLED,
                                "%d of your queries are running already, as many as one may at a time; wait until one ends"
                                        .formatted(placesMax)));
    }

    private Optional<Place> takeAnother(String partition, Holder holder) {
        Map<String, ItemTable.Item> taken =
                items.list(partition, "", placesMax, ItemTable.Order.ASCENDING).stream()
                        .collect(Collectors.toMap(item -> item.key().sort(), Function.identity()));
        for (int i = 0; i < placesMax; i++) {
            ItemTable.Key key = key(partition, i);
            ItemTable.Item there = taken.get(key.sort());
            if (there == null || isOver(there)) {
                Optional<Place> place =
                        put(key, there == null ? ItemTable.ABSENT : there.version(), holder);
                if (place.isPresent()) {
                    return place;
                }
            }
        }
        return Optional.empty();
    }

    private boolean isOver(ItemTable.Item item) {
        return !clock.instant().isBefore(Holder.of(item).until());
    }

    private Optional<Place> put(ItemTable.Key key, long expected, Holder holder) {
        return items.put(key, expected, holder.toJson(), holder.until())
                .map(item -> new Place(List.of(item)));
    }

    /// Gives a place back; one that others have taken since stays theirs.
    public void free(Place place) {
        place.items().forEach(item -> items.delete(item.key(), item.version()));
    }

    /// Gives back the place of a query that somebody else took it for.
    public void free(String principal, String queryId) {
        if (placesMax > 0) {
            items.list(partition(principal), "", placesMax, ItemTable.Order.ASCENDING).stream()
                    .filter(item -> Holder.of(item).queryId().equals(queryId))
                    .forEach(item -> items.delete(item.key(), item.version()));
        }
    }

    private static String partition(String principal) {
        return "share#" + Sha256.of(principal);
    }

    private static ItemTable.Key key(String partition, int place) {
        return new ItemTable.Key(partition, "%04d".formatted(place));
    }

    /// A place that was taken.
    ///
    /// @param items one, or none where there is no bound
    public record Place(List<ItemTable.Item> items) {
        /// Of who needs none.
        public static final Place NONE = new Place(List.of());

        public Place {
            items = List.copyOf(items);
        }
    }

    private record Holder(String queryId, Instant until) {
        static Holder of(ItemTable.Item item) {
            return JsonReader.read(item.document(), JsonLimits.DEFAULT, Holder::read);
        }

        private static Holder read(JsonReader in) {
            in.beginObject();
            String queryId = in.field("query").string();
            Instant until = Instant.ofEpochMilli(in.field("until").integer());
            in.endObject();
            return new Holder(queryId, until);
        }

        String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("query")
                                    .string(queryId)
                                    .field("until")
                                    .integer(until.toEpochMilli())));
        }
    }
}
