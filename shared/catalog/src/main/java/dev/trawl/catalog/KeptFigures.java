package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What scans counted of columns stays when somebody applies a dataset that says nothing of it.
final class KeptFigures {
    static final String FIELD = "statistics";

    private KeptFigures() {}

    /// @param stored as it is; absent if it is new
    static Change kept(Change change, @Nullable Resource stored) {
        Resource wanted = change.resource();
        if (wanted == null || stored == null || wanted.kind() != ResourceKind.DATASET) {
            return change;
        }
        Map<String, JsonNode> known = new HashMap<>();
        stored.spec()
                .path("columns")
                .forEach(c -> {
                    if (c.has(FIELD)) {
                        known.put(id(c), c.path(FIELD));
                    }
                });
        if (known.isEmpty()) {
            return change;
        }
        ObjectNode spec = wanted.spec().deepCopy();
        for (JsonNode column : spec.path("columns")) {
            JsonNode figures = known.get(id(column));
            if (figures != null && !column.has(FIELD)) {
                ((ObjectNode) column).set(FIELD, figures);
            }
        }
        Resource kept =
                new Resource(
                        wanted.kind(),
                        wanted.name(),
                        wanted.description(),
                        wanted.owner(),
                        wanted.tags(),
                        spec);
        return new Change(change.kind(), change.name(), kept, change.head());
    }

    private static String id(JsonNode column) {
        return column.path("name").asText() + " " + column.path("type").asText();
    }
}
