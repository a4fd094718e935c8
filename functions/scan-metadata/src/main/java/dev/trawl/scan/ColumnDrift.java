package dev.trawl.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.plan.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The columns that a dataset declares beside those that its table has.
///
/// A declared column that is gone, and one of the same type that is new in the same place, are
/// taken for one that was renamed; that is a guess, and said to be one.
final class ColumnDrift {
    private final Map<String, JsonNode> declared = new LinkedHashMap<>();
    private final Map<String, Field> found = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();

    /// @param spec of the dataset; its mapping may say that a column is called otherwise
    ColumnDrift(JsonNode spec, List<Field> fields) {
        spec.path("columns").forEach(c -> declared.put(c.path("name").asText(), c));
        Map<String, String> names = new HashMap<>();
        spec.path("mapping")
                .properties()
                .forEach(e -> {
                    if (e.getKey().startsWith("column.")) {
                        names.put(e.getValue().asText(), e.getKey().substring("column.".length()));
                    }
                });
        for (Field field : fields) {
            String name = names.getOrDefault(field.name(), field.name());
            found.put(name, new Field(name, field.type()));
        }
        compare();
    }

    /// What differs from what is declared, one line each. New columns are no difference: they are
    /// declared by the scan itself.
    List<String> findings() {
        return List.copyOf(findings);
    }

    /// All that is declared as it is declared, and what is new behind it.
    ArrayNode asDeclared() {
        ArrayNode columns = JsonNodeFactory.instance.arrayNode();
        declared.values().forEach(columns::add);
        added().forEach(field -> columns.add(Discovery.unclassified(field)));
        return columns;
    }

    /// What the table has; what was said of a column stays with its name.
    ArrayNode asFound() {
        ArrayNode columns = JsonNodeFactory.instance.arrayNode();
        for (Field field : found.values()) {
            JsonNode known = declared.get(field.name());
            if (known == null) {
                columns.add(Discovery.unclassified(field));
            } else {
                ObjectNode column = known.deepCopy();
                columns.add(column.put("type", field.type().text()));
            }
        }
        return columns;
    }

    private List<Field> added() {
        return found.values().stream().filter(f -> !declared.containsKey(f.name())).toList();
    }

    private void compare() {
        List<Field> places = List.copyOf(found.values());
        int place = 0;
        for (Map.Entry<String, JsonNode> column : declared.entrySet()) {
            String name = column.getKey();
            String type = column.getValue().path("type").asText();
            Field field = found.get(name);
            if (field == null) {
                findings.add(
                        place < places.size()
                                ? gone(name, type, places.get(place))
                                : "column '%s' is gone".formatted(name));
            } else if (!field.type().text().equals(type)) {
                findings.add(
                        "column '%s': %s is declared, %s was found"
                                .formatted(name, type, field.type().text()));
            }
            place++;
        }
    }

    private String gone(String name, String type, Field inItsPlace) {
        boolean isRenamed =
                !declared.containsKey(inItsPlace.name()) && inItsPlace.type().text().equals(type);
        return isRenamed
                ? "column '%s' is gone, perhaps renamed to '%s'".formatted(name, inItsPlace.name())
                : "column '%s' is gone".formatted(name);
    }
}
