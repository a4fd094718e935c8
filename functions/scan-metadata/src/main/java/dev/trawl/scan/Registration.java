package dev.trawl.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.Resource;
import dev.trawl.lambda.JsonValue;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the export function asks for after a commit: a dataset that is the export's current run.
///
/// @param principal of the export, which it is registered as
/// @param mapping of the dataset
/// @param rows of the current run
record Registration(
        String export,
        String principal,
        String dataset,
        String source,
        String schema,
        Map<String, String> mapping,
        long rows,
        List<Column> columns) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MASKED = "masked";

    Registration {
        mapping = new TreeMap<>(mapping);
        columns = List.copyOf(columns);
    }

    /// @param origins columns whose values it is made of
    /// @param isMasked whether one of them was seen masked
    record Column(String name, String type, List<Origin> origins, boolean isMasked) {
        Column {
            origins = List.copyOf(origins);
        }
    }

    record Origin(TableName table, String column) {}

    /// @param event `{"task": "register", "registration": "<JSON>"}`
    /// @throws TrawlException INVALID_REQUEST
    static Registration parse(JsonValue.Fields event) {
        JsonNode json = tree(event.findText("registration").orElse(""));
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : json.path("columns")) {
            List<Origin> origins = new ArrayList<>();
            column.path("from").forEach(text -> origins.add(origin(text.asText())));
            columns.add(
                    new Column(
                            column.path("name").asText(),
                            column.path("type").asText(),
                            origins,
                            column.path("masked").asBoolean()));
        }
        Map<String, String> mapping = new TreeMap<>();
        json.path("mapping")
                .properties()
                .forEach(e -> mapping.put(e.getKey(), e.getValue().asText()));
        Registration registration =
                new Registration(
                        name(json, "export"),
                        name(json, "principal"),
                        name(json, "dataset"),
                        name(json, "source"),
                        json.path("schema").asText("public"),
                        mapping,
                        json.path("rows").asLong(),
                        columns);
        if (columns.isEmpty()) {
            throw invalid("it has no columns");
        }
        return registration;
    }

    private static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid("'registration' is no JSON");
        }
    }

    private static String name(JsonNode json, String field) {
        String name = json.path(field).asText();
        if (!Resource.isName(name)) {
            throw invalid("'%s' is no name".formatted(field));
        }
        return name;
    }

    /// `source.schema.table.column`, of which the last may have dots.
    private static Origin origin(String text) {
        String[] names = text.split("\\.", 4);
        if (names.length < 4) {
            throw invalid("a column's origin is none");
        }
        return new Origin(new TableName(names[0], names[1], names[2]), names[3]);
    }

    /// Tables that values come from.
    Set<TableName> tables() {
        Set<TableName> tables = new LinkedHashSet<>();
        columns.forEach(c -> c.origins().forEach(o -> tables.add(o.table())));
        return tables;
    }

    /// Refuses a dataset that is not what this export wrote.
    ///
    /// @throws TrawlException CONFLICT
    void requireSamePlace(Resource known) {
        JsonNode spec = known.spec();
        JsonNode there = spec.path("mapping");
        boolean isSame =
                spec.path("source").asText().equals(source)
                        && there.path("prefix").asText().equals(mapping.get("prefix"))
                        && there.path("manifest").asText().equals(mapping.get("manifest"));
        if (!isSame) {
            throw new TrawlException(
                    ErrorCode.CONFLICT,
                    "dataset '%s' is declared with another source or mapping; registers.dataset may be a name that is free"
                            .formatted(dataset));
        }
    }

    /// The dataset's spec: what is declared already stays, columns are those of the current run.
    ///
    /// @param known spec of the dataset, if it is there
    ObjectNode spec(@Nullable JsonNode known, Function<Column, Set<String>> tags) {
        ObjectNode spec =
                known instanceof ObjectNode declared
                        ? declared.deepCopy()
                        : JsonNodeFactory.instance
                                .objectNode()
                                .put("source", source)
                                .put("schema", schema)
                                .put("table", dataset);
        ObjectNode place = JsonNodeFactory.instance.objectNode();
        mapping.forEach(place::put);
        spec.set("mapping", place);
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        columns.forEach(c -> written.add(column(c, declared(c, known), tags.apply(c))));
        spec.set("columns", written);
        spec.put("rowCount", rows);
        return spec;
    }

    /// The column as it is declared, if it has not become another.
    private static @Nullable JsonNode declared(Column column, @Nullable JsonNode known) {
        if (known != null) {
            for (JsonNode candidate : known.path("columns")) {
                boolean isIt =
                        candidate.path("name").asText().equals(column.name())
                                && candidate
                                        .path("type")
                                        .asText()
                                        .toLowerCase(Locale.ROOT)
                                        .replace(" ", "")
                                        .equals(column.type().replace(" ", ""));
                if (isIt) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static ObjectNode column(
            Column column, @Nullable JsonNode declared, Set<String> inherited) {
        ObjectNode described =
                declared instanceof ObjectNode object
                        ? object.deepCopy()
                        : JsonNodeFactory.instance
                                .objectNode()
                                .put("name", column.name())
                                .put("type", column.type())
                                .put("classified", false);
        Set<String> tags = new TreeSet<>(inherited);
        described.path("tags").forEach(t -> tags.add(t.asText()));
        if (column.isMasked()) {
            tags.add(MASKED);
        }
        if (!tags.isEmpty()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            tags.forEach(list::add);
            described.set("tags", list);
        }
        return described;
    }

    private static TrawlException invalid(String what) {
        return new TrawlException(
                ErrorCode.INVALID_REQUEST, "the event cannot be handled: " + what);
    }
}
