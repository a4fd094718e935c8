package dev.trawl.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.plan.Field;
import dev.trawl.protocol.SourceAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a source holds, as changes of Dataset resources.
///
/// What people wrote stays: names, descriptions, owners, tags, classification. A column that is new
/// is not classified, so nobody sees it until somebody looked at it. Tables that are gone stay
/// declared.
final class Discovery {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int NAME_MAX = 48;

    private final String source;
    private final Map<String, Resource> byTable = new HashMap<>();
    private final Map<String, Resource> byName = new HashMap<>();

    /// @param datasets all that are declared
    Discovery(String source, List<Resource> datasets) {
        this.source = source;
        for (Resource dataset : datasets) {
            byName.put(dataset.name(), dataset);
            JsonNode spec = dataset.spec();
            if (spec.path("source").asText().equals(source)) {
                String table = spec.path("table").asText(dataset.name());
                byTable.put(spec.path("schema").asText("public") + "." + table, dataset);
            }
        }
    }

    List<Change> changes(List<SourceAnswer.DiscoveredTable> tables) {
        List<Change> changes = new ArrayList<>();
        for (SourceAnswer.DiscoveredTable table : tables) {
            Resource known = byTable.get(table.schema() + "." + table.name());
            Resource resource = known == null ? created(table) : updated(known, table);
            byName.put(resource.name(), resource);
            changes.add(Change.put(resource));
        }
        return changes;
    }

    private Resource created(SourceAnswer.DiscoveredTable table) {
        String notes = String.join("; ", table.notes());
        return new Resource(
                ResourceKind.DATASET, freeName(table), notes, "", List.of(), spec(table, Map.of()));
    }

    private Resource updated(Resource known, SourceAnswer.DiscoveredTable table) {
        Map<String, JsonNode> columns = new HashMap<>();
        known.spec().path("columns").forEach(c -> columns.put(c.path("name").asText(), c));
        return new Resource(
                known.kind(),
                known.name(),
                known.description(),
                known.owner(),
                known.tags(),
                spec(table, columns));
    }

    private ObjectNode spec(SourceAnswer.DiscoveredTable table, Map<String, JsonNode> known) {
        ObjectNode spec = MAPPER.createObjectNode();
        spec.put("source", source).put("schema", table.schema()).put("table", table.name());
        ObjectNode mapping = spec.putObject("mapping");
        new TreeMap<>(table.mapping()).forEach(mapping::put);
        ArrayNode columns = spec.putArray("columns");
        for (Field field : table.columns()) {
            columns.add(column(field, Optional.ofNullable(known.get(field.name()))));
        }
        if (table.rowCount() >= 0) {
            spec.put("rowCount", table.rowCount());
        }
        return spec;
    }

    /// As it was declared, with the type that it has now.
    private static ObjectNode column(Field field, Optional<JsonNode> known) {
        ObjectNode column =
                known.map(k -> (ObjectNode) k.deepCopy()).orElseGet(MAPPER::createObjectNode);
        column.put("name", field.name()).put("type", field.type().text());
        if (known.isEmpty()) {
            column.put("classified", false);
        }
        return column;
    }

    /// The table's name, with the source before it and a number behind it as far as it takes.
    private String freeName(SourceAnswer.DiscoveredTable table) {
        String plain = table.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String base = plain.matches("[a-z].*") ? plain : "t_" + plain;
        for (String candidate : List.of(base, source + "_" + base)) {
            String cut = candidate.substring(0, Math.min(NAME_MAX, candidate.length()));
            if (!byName.containsKey(cut)) {
                return cut;
            }
        }
        for (int i = 2; ; i++) {
            String suffix = "_" + i;
            String cut =
                    base.substring(0, Math.min(NAME_MAX - suffix.length(), base.length())) + suffix;
            if (!byName.containsKey(cut)) {
                return cut;
            }
        }
    }
}
