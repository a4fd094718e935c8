package dev.trawl.infra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.assertions.Template;

/// Templates as trees and as texts without what changes with every build.
final class Templates {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private Templates() {}

    static JsonNode tree(Template template) {
        return MAPPER.valueToTree(template.toJSON());
    }

    /// Sorted; assets and versions without their hashes.
    static String text(Template template) {
        return text(tree(template));
    }

    static String text(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(MAPPER.treeToValue(tree, Object.class))
                            .replaceAll("[0-9a-f]{64}", "ASSET")
                            .replaceAll("(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}", "$1VERSION")
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /// Resources of one type, by logical id.
    static Map<String, JsonNode> resources(JsonNode template, String type) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        template.path("Resources")
                .properties()
                .forEach(entry -> {
                    if (entry.getValue().path("Type").asText().equals(type)) {
                        found.put(entry.getKey(), entry.getValue());
                    }
                });
        return found;
    }

    /// A value with its intrinsic functions written out: `${AWS::Region}`, `${Key.Arn}`.
    static String flat(JsonNode value) {
        if (value.isValueNode()) {
            return value.asText();
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(Templates::flat)
                    .collect(Collectors.joining(", "));
        }
        if (value.has("Ref")) {
            return "${" + value.path("Ref").asText() + "}";
        }
        if (value.has("Fn::GetAtt")) {
            JsonNode parts = value.path("Fn::GetAtt");
            return "${" + parts.path(0).asText() + "." + parts.path(1).asText() + "}";
        }
        if (value.has("Fn::ImportValue")) {
            return "${" + flat(value.path("Fn::ImportValue")) + "}";
        }
        if (value.has("Fn::Join")) {
            JsonNode join = value.path("Fn::Join");
            return StreamSupport.stream(join.path(1).spliterator(), false)
                    .map(Templates::flat)
                    .collect(Collectors.joining(join.path(0).asText()));
        }
        return value.toString();
    }
}
