package dev.trawl.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.Resource;
import java.util.Set;

/// A dataset as somebody sees it who may describe it: without the columns that policy hides, and
/// without how its source finds it.
final class Description {
    private Description() {}

    static Resource of(Resource dataset, Set<String> columns) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        for (String field : Set.of("source", "schema", "table")) {
            JsonNode value = dataset.spec().path(field);
            if (!value.isMissingNode()) {
                spec.set(field, value);
            }
        }
        ArrayNode visible = spec.putArray("columns");
        for (JsonNode column : dataset.spec().path("columns")) {
            if (columns.contains(column.path("name").asText())) {
                // Figures are of all rows, not of those that somebody may see.
                ObjectNode shown = column.deepCopy();
                shown.remove("statistics");
                visible.add(shown);
            }
        }
        return new Resource(
                dataset.kind(),
                dataset.name(),
                dataset.description(),
                dataset.owner(),
                dataset.tags(),
                spec);
    }
}
