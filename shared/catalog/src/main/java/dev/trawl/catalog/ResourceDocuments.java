package dev.trawl.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Resources as YAML or JSON, one or several to a text, and back.
public final class ResourceDocuments {
    private static final int CHARACTERS_MAX = 4 * 1024 * 1024;
    private static final int DEPTH_MAX = 40;
    private static final int RESOURCES_MAX = 10_000;
    private static final Set<String> FIELDS =
            Set.of("kind", "name", "workspace", "description", "owner", "tags", "spec", "status");
    private static final ObjectMapper YAML =
            new ObjectMapper(
                            YAMLFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final String KINDS =
            Arrays.stream(ResourceKind.values())
                    .map(ResourceKind::text)
                    .collect(Collectors.joining(", "));

    private ResourceDocuments() {}

    /// Reads all resources of a text and checks them by the schemas of their kinds.
    ///
    /// @throws TrawlException INVALID_RESOURCE with all that is wrong with the first resource that
    ///   is, by path and line, and the place of the first thing
    public static List<Resource> parse(String text) {
        if (text.length() > CHARACTERS_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the resources have %d characters, the limit is %d"
                            .formatted(text.length(), CHARACTERS_MAX));
        }
        List<Resource> resources = new ArrayList<>();
        try (JsonParser documents = YAML.createParser(text)) {
            int number = 0;
            while (documents.nextToken() != null) {
                number++;
                JsonNode document = YAML.readTree(documents);
                if (document.isArray()) {
                    for (int i = 0; i < document.size(); i++) {
                        resources.add(checked(document.path(i), number, "/" + i, text));
                    }
                } else if (!isEmpty(document)) {
                    resources.add(checked(document, number, "", text));
                }
                if (resources.size() > RESOURCES_MAX) {
                    throw invalid("there are more than %d resources".formatted(RESOURCES_MAX));
                }
            }
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw invalid("the resources cannot be read");
        }
        return List.copyOf(resources);
    }

    /// @param pointer to the resource in its document
    private static Resource checked(JsonNode node, int number, String pointer, String text) {
        try {
            Resource resource = resource(node, number);
            ResourceCheck.require(resource, node);
            return resource;
        } catch (ResourceCheck.FailedException e) {
            Places places = Places.of(YAML.getFactory(), text);
            throw invalid(
                    e.told(p -> places.find(number, pointer + p)),
                    places.find(number, pointer + e.first()));
        } catch (TrawlException e) {
            throw invalid(e.text(), Places.of(YAML.getFactory(), text).find(number, pointer));
        }
    }

    /// Nothing stands between two separators, or behind the last.
    private static boolean isEmpty(JsonNode document) {
        return document.isNull()
                || document.isMissingNode()
                || document.isTextual() && document.textValue().isBlank();
    }

    private static Resource resource(JsonNode written, int number) {
        JsonNode document = OldEnvelope.translated(written);
        String place = "document %d".formatted(number);
        if (!document.isObject()) {
            throw invalid(place + " is not an object");
        }
        for (Iterator<String> names = document.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw invalid("%s: there is no field '%s'".formatted(place, name));
            }
        }
        String kindText = text(document, "kind", place);
        ResourceKind kind =
                ResourceKind.find(kindText)
                        .orElseThrow(() ->
                                invalid(
                                        "%s: kind '%s' is not offered, only %s"
                                                .formatted(place, kindText, KINDS)));
        JsonNode spec = document.path("spec");
        if (!spec.isObject()) {
            throw invalid("%s: spec must be an object".formatted(place));
        }
        String workspace = document.path("workspace").asText("default");
        if (!workspace.equals("default")) {
            throw invalid("%s: there is only the workspace 'default'".formatted(place));
        }
        List<String> tags = new ArrayList<>();
        document.path("tags").forEach(t -> tags.add(t.asText()));
        try {
            return new Resource(
                    kind,
                    text(document, "name", place),
                    document.path("description").asText(""),
                    document.path("owner").asText(""),
                    tags,
                    spec);
        } catch (IllegalArgumentException e) {
            throw invalid("%s: %s".formatted(place, e.getMessage()));
        }
    }

    private static String text(JsonNode document, String field, String place) {
        JsonNode value = document.path(field);
        if (!value.isTextual()) {
            throw invalid("%s: %s must be a text".formatted(place, field));
        }
        return value.textValue();
    }

    /// The canonical text: keys in order, so equal resources give equal texts.
    public static String write(Resource resource) {
        ObjectNode node = JSON.createObjectNode();
        node.put("kind", resource.kind().text());
        node.put("name", resource.name());
        node.put("description", resource.description());
        node.put("owner", resource.owner());
        resource.tags().forEach(node.putArray("tags")::add);
        node.set("spec", canonical(resource.spec()));
        return node.toString();
    }

    /// Reads what {@link #write} gave.
    static Resource read(JsonNode node) {
        return resource(node, 1);
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a stored resource cannot be read", e);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static JsonNode canonical(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(e -> sorted.put(e.getKey(), canonical(e.getValue())));
            ObjectNode object = JSON.createObjectNode();
            sorted.forEach(object::set);
            return object;
        }
        if (node.isArray()) {
            com.fasterxml.jackson.databind.node.ArrayNode array = JSON.createArrayNode();
            node.forEach(item -> array.add(canonical(item)));
            return array;
        }
        return node;
    }

    private static TrawlException malformed(JsonProcessingException e) {
        @Nullable SqlPosition position =
                e.getLocation() == null || e.getLocation().getLineNr() < 1
                        ? null
                        : new SqlPosition(
                                e.getLocation().getLineNr(),
                                Math.max(1, e.getLocation().getColumnNr()));
        String text = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return new TrawlException(
                ErrorCode.INVALID_RESOURCE, "this is neither YAML nor JSON: " + text, position, e);
    }

    private static TrawlException invalid(String message, Optional<SqlPosition> place) {
        return new TrawlException(ErrorCode.INVALID_RESOURCE, message, place.orElse(null), null);
    }

    static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_RESOURCE, message);
    }
}
