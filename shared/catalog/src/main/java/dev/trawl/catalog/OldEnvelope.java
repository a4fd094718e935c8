package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// Policies in the envelope of the systems that Trawl started from: `name`, `type: policy` and the
/// spec under `policy`. Dashes of the name become underscores.
final class OldEnvelope {
    private OldEnvelope() {}

    /// The document as resources are written; itself if it is no such policy.
    static JsonNode translated(JsonNode document) {
        if (document.has("kind") || !document.path("type").asText().equals("policy")) {
            return document;
        }
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        resource.put("kind", ResourceKind.POLICY.text());
        for (Map.Entry<String, JsonNode> field : document.properties()) {
            switch (field.getKey()) {
                case "type", "version", "layer" -> {}
                case "name" -> resource.put("name", field.getValue().asText().replace('-', '_'));
                case "policy" -> resource.set("spec", field.getValue());
                default -> resource.set(field.getKey(), field.getValue());
            }
        }
        return resource;
    }
}
