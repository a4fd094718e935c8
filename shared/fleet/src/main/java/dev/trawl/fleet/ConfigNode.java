package dev.trawl.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place in a fleet's file: a node and how to name it in a message.
record ConfigNode(JsonNode node, String path) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// Refuses every field that is not named.
    ConfigNode requireOnly(Set<String> names) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw new ConfigException(at() + " must be a map.");
        }
        node.fieldNames()
                .forEachRemaining(name -> {
                    if (!names.contains(name)) {
                        throw new ConfigException(
                                at()
                                        + " has an unknown field '"
                                        + name
                                        + "'; it may have "
                                        + String.join(", ", names.stream().sorted().toList())
                                        + ".");
                    }
                });
        return this;
    }

    ConfigNode child(String name) {
        return new ConfigNode(node.path(name), path.isEmpty() ? name : path + "." + name);
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new ConfigException(child(name).path + " is missing.");
        }
        return text;
    }

    String textOr(String name, String other) {
        return Objects.requireNonNullElse(optionalText(name), other);
    }

    @Nullable String optionalText(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isValueNode() || value.asText().isBlank()) {
            throw new ConfigException(child(name).path + " must be a text.");
        }
        return value.asText();
    }

    int integerOr(String name, int other) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return other;
        }
        if (!value.isInt()) {
            throw new ConfigException(child(name).path + " must be a whole number.");
        }
        return value.intValue();
    }

    boolean isTrue(String name) {
        JsonNode value = node.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new ConfigException(child(name).path + " must be true or false.");
        }
        return value.asBoolean();
    }

    boolean has(String name) {
        return node.has(name);
    }

    List<String> strings(String name) {
        return items(name).stream()
                .map(item -> {
                    if (!item.node.isTextual()) {
                        throw new ConfigException(item.path + " must be a text.");
                    }
                    return item.node.textValue();
                })
                .toList();
    }

    List<ConfigNode> items(String name) {
        JsonNode list = node.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw new ConfigException(child(name).path + " must be a list.");
        }
        List<ConfigNode> items = new ArrayList<>();
        list.forEach(item ->
                items.add(new ConfigNode(item, child(name).path + "[" + items.size() + "]")));
        return items;
    }

    Map<String, ConfigNode> fields(String name) {
        Map<String, ConfigNode> fields = new LinkedHashMap<>();
        node.path(name).fieldNames().forEachRemaining(f -> fields.put(f, child(name).child(f)));
        return fields;
    }

    /// A map of texts, numbers and truth values, as texts.
    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        ConfigNode map = child(name);
        node.path(name).fieldNames().forEachRemaining(field -> texts.put(field, map.text(field)));
        return texts;
    }

    /// Any value, as a token's claims have them.
    Map<String, Object> values(String name) {
        Map<String, Object> values = new LinkedHashMap<>();
        node.path(name)
                .properties()
                .forEach(field ->
                        values.put(
                                field.getKey(),
                                MAPPER.convertValue(field.getValue(), Object.class)));
        return values;
    }

    private String at() {
        return path.isEmpty() ? "The file" : path;
    }
}
