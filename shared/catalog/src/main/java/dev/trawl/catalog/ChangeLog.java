package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What each apply changed: one item per sequence of the pointer, in the pointer's partition and
/// transaction, so that whoever knows the catalog at one sequence learns what to read again.
final class ChangeLog {
    private static final String PREFIX = "change#";

    private ChangeLog() {}

    static ItemTable.Write entry(long sequence, Instant now, String author, List<Change> changes) {
        ObjectNode node =
                ResourceDocuments.object()
                        .put("sequence", sequence)
                        .put("time", now.toString())
                        .put("author", author);
        ArrayNode ids = node.putArray("changes");
        changes.forEach(c -> ids.add(c.id()));
        return new ItemTable.Write(key(sequence), ItemTable.ABSENT, node.toString(), null);
    }

    /// Absent for what was applied before there was a log.
    static Optional<Revision> find(ItemTable items, long sequence) {
        return items.find(key(sequence)).map(ChangeLog::read);
    }

    /// The latest first.
    static List<Revision> latest(ItemTable items, int limit) {
        return items
                .list(CatalogHead.KEY.partition(), PREFIX, limit, ItemTable.Order.DESCENDING)
                .stream()
                .map(ChangeLog::read)
                .toList();
    }

    private static ItemTable.Key key(long sequence) {
        return new ItemTable.Key(CatalogHead.KEY.partition(), PREFIX + "%012d".formatted(sequence));
    }

    private static Revision read(ItemTable.Item item) {
        JsonNode node = ResourceDocuments.tree(item.document());
        List<String> ids = new ArrayList<>();
        node.path("changes").forEach(id -> ids.add(id.asText()));
        return new Revision(
                node.path("sequence").asLong(),
                Instant.parse(node.path("time").asText()),
                node.path("author").asText(),
                ids);
    }
}
