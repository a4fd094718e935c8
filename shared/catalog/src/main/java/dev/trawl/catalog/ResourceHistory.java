package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events of resources: items under `event#<id>`, never rewritten.
final class ResourceHistory {
    private static final int DRIFT_HASH = 16;

    private ResourceHistory() {}

    static ItemTable.Key key(String resourceId, String eventId) {
        return new ItemTable.Key("event#" + resourceId, eventId);
    }

    /// The text of an event, which is also that of the item of the current resource.
    static String document(
            String event, String head, Instant now, String author, @Nullable Resource resource) {
        ObjectNode node = facts(event, head, now, author);
        if (resource != null) {
            node.set("resource", ResourceDocuments.tree(ResourceDocuments.write(resource)));
        }
        return node.toString();
    }

    /// The event that something differs from what is declared. The same findings against the same
    /// declaration are the same event.
    static ItemTable.Write drift(
            String resourceId, String head, Instant now, String author, List<String> findings) {
        String hash = CatalogSnapshotCodec.sha256(String.join("\n", findings));
        String event = head + "-drift-" + hash.substring(0, DRIFT_HASH);
        ObjectNode node = facts(event, head, now, author);
        ArrayNode lines = node.putArray("drift");
        findings.forEach(lines::add);
        return new ItemTable.Write(key(resourceId, event), ItemTable.ABSENT, node.toString(), null);
    }

    private static ObjectNode facts(String event, String head, Instant now, String author) {
        return ResourceDocuments.object()
                .put("event", event)
                .put("head", head)
                .put("time", now.toString())
                .put("author", author);
    }

    static ResourceEvent read(ItemTable.Item item) {
        JsonNode node = ResourceDocuments.tree(item.document());
        List<String> drift = new ArrayList<>();
        node.path("drift").forEach(line -> drift.add(line.asText()));
        return new ResourceEvent(
                node.path("event").asText(),
                node.path("head").asText(),
                Instant.parse(node.path("time").asText()),
                node.path("author").asText(),
                resource(node),
                drift);
    }

    static @Nullable Resource resource(JsonNode node) {
        return node.has("resource") ? ResourceDocuments.read(node.path("resource")) : null;
    }
}
