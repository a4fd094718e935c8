package dev.trawl.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService.Current;
import dev.trawl.plan.Field;
import dev.trawl.protocol.SourceAnswer.DiscoveredTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a source holds, as changes of Dataset resources.
///
/// A table that nobody declared becomes a dataset whose columns are not classified, so that nobody
/// sees them until somebody looked or a rule names them. A dataset that is declared keeps all that
/// it says: new columns come behind its own, not classified; every other difference is {@link
/// Drift}, and applied only to datasets that the caller names. Tables that are gone stay.
final class Discovery {
    private static final int NAME_MAX = 48;
    private static final int DESCRIPTION_MAX = 4_000;

    private final String source;
    private final Set<String> accepted;
    private final Map<String, Current> byTable = new HashMap<>();
    private final Map<String, Current> byPlace = new HashMap<>();
    private final Set<String> names = new java.util.HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Drift> drifts = new ArrayList<>();

    /// @param datasets all that are declared
    /// @param accepted names of datasets that take what was found
    Discovery(String source, List<Current> datasets, Set<String> accepted) {
        this.source = source;
        this.accepted = Set.copyOf(accepted);
        for (Current current : datasets) {
            Resource dataset = current.resource();
            names.add(dataset.name());
            JsonNode spec = dataset.spec();
            if (spec.path("source").asText().equals(source)) {
                String table = spec.path("table").asText(dataset.name());
                byTable.put(spec.path("schema").asText("public") + "." + table, current);
                place(spec.path("mapping")).forEach(p -> byPlace.put(p, current));
            }
        }
    }

    /// @param changes each names the head that it was made of
    record Found(List<Change> changes, List<Drift> drifts) {
        Found {
            changes = List.copyOf(changes);
            drifts = List.copyOf(drifts);
        }
    }

    Found of(List<DiscoveredTable> tables) {
        for (DiscoveredTable table : tables) {
            Current known = byTable.get(table.schema() + "." + table.name());
            if (known == null) {
                known =
                        place(mapping(table)).stream()
                                .map(byPlace::get)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(null);
            }
            if (known == null) {
                created(table);
            } else {
                updated(known, table);
            }
        }
        return new Found(changes, drifts);
    }

    /// Where a source finds a table, which no two datasets share.
    private static List<String> place(JsonNode mapping) {
        if (mapping.has("prefix")) {
            return List.of("prefix " + mapping.path("prefix").asText());
        }
        return mapping.has("table")
                ? List.of(
                        "table %s.%s"
                                .formatted(
                                        mapping.path("schema").asText("public"),
                                        mapping.path("table").asText()))
                : List.of();
    }

    private void created(DiscoveredTable table) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.put("source", source).put("schema", table.schema()).put("table", table.name());
        spec.set("mapping", mapping(table));
        ArrayNode columns = spec.putArray("columns");
        table.columns()
                .forEach(field ->
                        columns.add(described(unclassified(field), table.comments(), field)));
        if (table.rowCount() >= 0) {
            spec.put("rowCount", table.rowCount());
        }
        Map<Boolean, List<String>> notes =
                table.notes().stream()
                        .collect(Collectors.partitioningBy(note -> namesColumn(note, table)));
        notes.getOrDefault(true, List.of()).forEach(spec.withArray("notes")::add);
        String name = freeName(table);
        names.add(name);
        Resource dataset =
                new Resource(
                        ResourceKind.DATASET,
                        name,
                        String.join("; ", notes.getOrDefault(false, List.of())),
                        "",
                        List.of(),
                        spec);
        changes.add(new Change(ResourceKind.DATASET, name, dataset, ""));
    }

    /// Whether a text says something of a column, or of another table's. Who may describe a dataset
    /// reads its description, also where a column is hidden; such notes are apart.
    private static boolean namesColumn(String note, DiscoveredTable table) {
        String words =
                " " + note.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_]+", " ") + " ";
        return note.startsWith("FOREIGN KEY")
                || table.columns().stream()
                        .map(field -> field.name().toLowerCase(Locale.ROOT))
                        .map(name -> name.replaceAll("[^\\p{L}\\p{N}_]+", " ").strip())
                        .anyMatch(name -> words.contains(" " + name + " "));
    }

    private void updated(Current current, DiscoveredTable table) {
        Resource known = current.resource();
        ColumnDrift columns = new ColumnDrift(known.spec(), table.columns());
        boolean isAccepted = accepted.contains(known.name());
        ObjectNode spec = known.spec().deepCopy();
        spec.set("columns", isAccepted ? columns.asFound() : columns.asDeclared());
        if (isAccepted || spec.path("mapping").isEmpty()) {
            ObjectNode mapping = mapping(table);
            known.spec()
                    .path("mapping")
                    .properties()
                    .forEach(e -> mapping.set(e.getKey(), e.getValue()));
            spec.set("mapping", mapping);
        }
        if (table.rowCount() >= 0) {
            spec.put("rowCount", table.rowCount());
        }
        if (!isAccepted && !columns.findings().isEmpty()) {
            drifts.add(new Drift(known.name(), columns.findings()));
        }
        Resource dataset =
                new Resource(
                        known.kind(),
                        known.name(),
                        known.description(),
                        known.owner(),
                        known.tags(),
                        spec);
        changes.add(new Change(known.kind(), known.name(), dataset, current.head()));
    }

    private static ObjectNode mapping(DiscoveredTable table) {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(table.mapping()).forEach(mapping::put);
        return mapping;
    }

    /// What the source says of a column describes it, until somebody says something else.
    static ObjectNode described(ObjectNode column, Map<String, String> comments, Field field) {
        String comment = comments.getOrDefault(field.name(), "");
        if (!comment.isBlank()) {
            column.put(
                    "description",
                    comment.substring(0, Math.min(DESCRIPTION_MAX, comment.length())));
        }
        return column;
    }

    /// A column that nobody has looked at.
    static ObjectNode unclassified(Field field) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", field.name())
                .put("type", field.type().text())
                .put("classified", false);
    }

    /// The table's name, with the source before it and a number behind it as far as it takes.
    private String freeName(DiscoveredTable table) {
        String plain = table.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String base = plain.matches("[a-z].*") ? plain : "t_" + plain;
        for (String candidate : List.of(base, source + "_" + base)) {
            String cut = candidate.substring(0, Math.min(NAME_MAX, candidate.length()));
            if (!names.contains(cut)) {
                return cut;
            }
        }
        for (int i = 2; ; i++) {
            String suffix = "_" + i;
            String cut =
                    base.substring(0, Math.min(NAME_MAX - suffix.length(), base.length())) + suffix;
            if (!names.contains(cut)) {
                return cut;
            }
        }
    }
}
