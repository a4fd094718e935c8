package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes the catalog snapshot of Source and Dataset resources, checking them against each other.
public final class SnapshotBuilder {
    private static final Set<String> SOURCE_FIELDS = Set.of("kind", "scan");
    private static final Set<String> SOURCE_KINDS = Set.of("jdbc", "objects", "system");
    private static final Set<String> DATASET_FIELDS =
            Set.of("source", "schema", "table", "mapping", "columns", "rowCount", "notes");
    private static final Set<String> VIEW_FIELDS = Set.of("query");
    private static final Set<String> COLUMN_FIELDS =
            Set.of("name", "type", "tags", "description", "classified", KeptFigures.FIELD);

    private final Map<String, CatalogSource> sources = new TreeMap<>();
    private final Map<TableName, CatalogTable> tables = new HashMap<>();
    private final Map<TableName, CatalogView> views = new HashMap<>();

    private SnapshotBuilder() {}

    /// What one resource brings to a snapshot, checked by itself.
    sealed interface Part {
        /// @param resource id
        record OfSource(String resource, CatalogSource source) implements Part {}

        record OfView(String resource, CatalogView view) implements Part {}

        /// @param declared with the mapping as declared
        /// @param database the same of a database, which finds a table by its name unless it is
        ///   said otherwise
        record OfTable(String resource, CatalogTable declared, CatalogTable database)
                implements Part {}

        String resource();
    }

    /// @throws dev.trawl.protocol.TrawlException INVALID_RESOURCE naming the resource and the field
    public static CatalogSnapshot build(Collection<Resource> resources) {
        List<Part> parts = new ArrayList<>();
        for (Resource resource : resources) {
            Part part = part(resource);
            if (part != null) {
                parts.add(part);
            }
        }
        return new SnapshotEncoder().encode(assemble(parts)).snapshot();
    }

    /// Nothing for kinds that snapshots do not hold.
    static @Nullable Part part(Resource resource) {
        return resource.kind() == ResourceKind.SOURCE
                ? source(resource)
                : resource.kind() == ResourceKind.DATASET ? dataset(resource) : null;
    }

    /// A snapshot without a name.
    static CatalogSnapshot assemble(List<Part> parts) {
        SnapshotBuilder builder = new SnapshotBuilder();
        List<Part> sorted = parts.stream().sorted(Comparator.comparing(Part::resource)).toList();
        for (Part part : sorted) {
            if (part instanceof Part.OfSource source) {
                builder.sources.put(source.source().name(), source.source());
            }
        }
        for (Part part : sorted) {
            switch (part) {
                case Part.OfSource _ -> {}
                case Part.OfView view -> builder.views.put(view.view().name(), view.view());
                case Part.OfTable table -> builder.table(table);
            }
        }
        return new CatalogSnapshot(
                "",
                builder.sources,
                builder.tables,
                ViewTags.inherit(builder.tables, builder.views));
    }

    private void table(Part.OfTable part) {
        TableName name = part.declared().name();
        CatalogSource source = sources.get(name.source());
        if (source == null) {
            throw ResourceDocuments.invalid(
                    "%s: spec.source: there is no source '%s'"
                            .formatted(part.resource(), name.source()));
        }
        CatalogTable table = source.kind().equals("jdbc") ? part.database() : part.declared();
        CatalogTable other = tables.put(name, table);
        if (other != null) {
            throw ResourceDocuments.invalid(
                    "%s: %s is also dataset '%s'"
                            .formatted(part.resource(), name, other.dataset()));
        }
    }

    private static Part source(Resource resource) {
        checkFields(resource, resource.spec(), SOURCE_FIELDS, "spec");
        String kind = text(resource, resource.spec(), "kind");
        if (!SOURCE_KINDS.contains(kind)) {
            throw invalid(
                    resource,
                    "spec.kind is one of %s, not '%s'"
                            .formatted(new TreeSet<>(SOURCE_KINDS), kind));
        }
        return new Part.OfSource(
                resource.id(),
                new CatalogSource(resource.name(), kind, "source-" + resource.name()));
    }

    private static Part dataset(Resource resource) {
        JsonNode spec = resource.spec();
        if (spec.has("query")) {
            checkFields(resource, spec, VIEW_FIELDS, "spec");
            return new Part.OfView(
                    resource.id(),
                    new CatalogView(
                            new TableName("default", "public", resource.name()),
                            resource.name(),
                            Set.copyOf(resource.tags()),
                            resource.owner(),
                            resource.description(),
                            text(resource, spec, "query")));
        }
        checkFields(resource, spec, DATASET_FIELDS, "spec");
        TableName name = tableName(resource, spec, text(resource, spec, "source"));
        CatalogTable declared =
                new CatalogTable(
                        name,
                        resource.name(),
                        Set.copyOf(resource.tags()),
                        resource.owner(),
                        resource.description(),
                        columns(resource),
                        mapping(resource, spec, Map.of()),
                        spec.path("rowCount").asLong(-1));
        CatalogTable database =
                new CatalogTable(
                        name,
                        declared.dataset(),
                        declared.tags(),
                        declared.owner(),
                        declared.description(),
                        declared.columns(),
                        mapping(
                                resource,
                                spec,
                                Map.of("schema", name.schema(), "table", name.table())),
                        declared.rowCount());
        return new Part.OfTable(resource.id(), declared, database);
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

    /// How the source finds the table.
    private static Map<String, String> mapping(
            Resource resource, JsonNode spec, Map<String, String> unlessSaid) {
        Map<String, String> mapping = new TreeMap<>(unlessSaid);
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
        List<CatalogColumn> list = new ArrayList<>();
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
                column.path("description").asText(""),
                statistics(resource, column.path(KeptFigures.FIELD), place));
    }

    private static @Nullable ColumnStatistics statistics(
            Resource resource, JsonNode figures, String place) {
        if (!figures.isObject()) {
            return null;
        }
        try {
            return new ColumnStatistics(
                    figures.path("rows").asLong(),
                    figures.path("nulls").asLong(),
                    figures.path("distinct").asLong(),
                    figures.path("width").asInt());
        } catch (IllegalArgumentException e) {
            throw invalid(resource, "%s: %s".formatted(place, e.getMessage()));
        }
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
