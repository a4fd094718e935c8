package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes the catalog snapshot of Source and Dataset resources, checking them against each other.
public final class SnapshotBuilder {
    private static final Set<String> SOURCE_FIELDS = Set.of("kind");
    private static final Set<String> SOURCE_KINDS = Set.of("jdbc", "objects");
    private static final Set<String> DATASET_FIELDS =
            Set.of("source", "schema", "table", "mapping", "columns", "rowCount");
    private static final Set<String> VIEW_FIELDS = Set.of("query");
    private static final Set<String> COLUMN_FIELDS =
            Set.of("name", "type", "tags", "description", "classified");

    private final Map<String, CatalogSource> sources = new TreeMap<>();
    private final Map<TableName, CatalogTable> tables = new LinkedHashMap<>();
    private final Map<TableName, CatalogView> views = new LinkedHashMap<>();

    private SnapshotBuilder() {}

    /// @throws dev.trawl.protocol.TrawlException INVALID_RESOURCE naming the resource and the field
    public static CatalogSnapshot build(Collection<Resource> resources) {
        SnapshotBuilder builder = new SnapshotBuilder();
        List<Resource> sorted =
                resources.stream().sorted(Comparator.comparing(Resource::id)).toList();
        sorted.stream().filter(r -> r.kind() == ResourceKind.SOURCE).forEach(builder::source);
        sorted.stream().filter(r -> r.kind() == ResourceKind.DATASET).forEach(builder::dataset);
        return CatalogSnapshotCodec.snapshot(builder.sources, builder.tables, builder.views);
    }

    private void source(Resource resource) {
        checkFields(resource, resource.spec(), SOURCE_FIELDS, "spec");
        String kind = text(resource, resource.spec(), "kind");
        if (!SOURCE_KINDS.contains(kind)) {
            throw invalid(
                    resource,
                    "spec.kind is one of %s, not '%s'"
                            .formatted(new TreeSet<>(SOURCE_KINDS), kind));
        }
        sources.put(
                resource.name(),
                new CatalogSource(resource.name(), kind, "source-" + resource.name()));
    }

    private void dataset(Resource resource) {
        JsonNode spec = resource.spec();
        if (spec.has("query")) {
            checkFields(resource, spec, VIEW_FIELDS, "spec");
            TableName name = new TableName("default", "public", resource.name());
            views.put(
                    name,
                    new CatalogView(
                            name,
                            resource.name(),
                            Set.copyOf(resource.tags()),
                            resource.owner(),
                            resource.description(),
                            text(resource, spec, "query")));
            return;
        }
        checkFields(resource, spec, DATASET_FIELDS, "spec");
        String source = text(resource, spec, "source");
        if (!sources.containsKey(source)) {
            throw invalid(resource, "spec.source: there is no source '%s'".formatted(source));
        }
        TableName name = tableName(resource, spec, source);
        CatalogTable table =
                new CatalogTable(
                        name,
                        resource.name(),
                        Set.copyOf(resource.tags()),
                        resource.owner(),
                        resource.description(),
                        columns(resource),
                        mapping(resource, spec, name),
                        spec.path("rowCount").asLong(-1));
        CatalogTable other = tables.put(name, table);
        if (other != null) {
            throw invalid(resource, "%s is also dataset '%s'".formatted(name, other.dataset()));
        }
    }

    private static TableName tableName(Resource resource, JsonNode spec, String source) {
        String schema = spec.has("schema") ? text(resource, spec, "schema") : "public";
        String table = spec.has("table") ? text(resource, spec, "table") : resource.name();
        try {
            return new TableName(source, schema, table);
        } catch (IllegalArgumentException e) {
            throw invalid(resource, String.valueOf(e.getMessage()));
        }
    }

    /// How the source finds the table; a database finds it by its name unless said otherwise.
    private Map<String, String> mapping(Resource resource, JsonNode spec, TableName name) {
        Map<String, String> mapping = new TreeMap<>();
        CatalogSource source = sources.get(name.source());
        if (source != null && source.kind().equals("jdbc")) {
            mapping.put("schema", name.schema());
            mapping.put("table", name.table());
        }
        JsonNode node = spec.path("mapping");
        if (!node.isMissingNode() && !node.isObject()) {
            throw invalid(resource, "spec.mapping must be an object");
        }
        node.properties().forEach(e -> mapping.put(e.getKey(), e.getValue().asText()));
        return mapping;
    }

    private static List<CatalogColumn> columns(Resource resource) {
        JsonNode columns = resource.spec().path("columns");
        if (!columns.isArray() || columns.isEmpty()) {
            throw invalid(resource, "spec.columns must list at least one column");
        }
        Set<String> names = new HashSet<>();
        List<CatalogColumn> list = new java.util.ArrayList<>();
        for (JsonNode column : columns) {
            String place = "spec.columns[%d]".formatted(list.size());
            checkFields(resource, column, COLUMN_FIELDS, place);
            CatalogColumn parsed = column(resource, column, place);
            if (!names.add(parsed.name())) {
                throw invalid(resource, "%s: '%s' is there twice".formatted(place, parsed.name()));
            }
            list.add(parsed);
        }
        return list;
    }

    private static CatalogColumn column(Resource resource, JsonNode column, String place) {
        Set<String> tags = new TreeSet<>();
        column.path("tags").forEach(t -> tags.add(t.asText()));
        return new CatalogColumn(
                text(resource, column, "name"),
                type(resource, column, place),
                tags,
                column.path("classified").asBoolean(true),
                column.path("description").asText(""));
    }

    private static Type type(Resource resource, JsonNode column, String place) {
        try {
            return TypeParser.parse(text(resource, column, "type"));
        } catch (IllegalArgumentException e) {
            throw invalid(resource, "%s: %s".formatted(place, e.getMessage()));
        }
    }

    private static void checkFields(
            Resource resource, JsonNode node, Set<String> known, String place) {
        if (!node.isObject()) {
            throw invalid(resource, place + " must be an object");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw invalid(
                        resource,
                        "%s has no field '%s', only %s"
                                .formatted(place, name, new TreeSet<>(known)));
            }
        }
    }

    private static String text(Resource resource, JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw invalid(resource, "'%s' must be a text".formatted(field));
        }
        return value.textValue();
    }

    private static dev.trawl.protocol.TrawlException invalid(Resource resource, String message) {
        return ResourceDocuments.invalid(resource.id() + ": " + message);
    }
}
