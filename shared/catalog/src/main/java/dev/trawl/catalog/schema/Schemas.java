package dev.trawl.catalog.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.ResourceKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The schemas of resources: of a spec, which an apply is checked by, and of a whole document,
/// which editors complete and check by. Those of policies, purposes and principals belong to the
/// policy language and are found only where they are packaged. Thread-safe.
public final class Schemas {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> FOLDERS =
            List.of("/dev/trawl/catalog/schema/", "/dev/trawl/policy/");
    private static final Map<ResourceKind, JsonSchema> DOCUMENTS = new ConcurrentHashMap<>();

    private Schemas() {}

    /// What is wrong with a document of a kind. Nothing is said of kinds whose language has a
    /// compiler of its own.
    public static List<SchemaProblem> check(ResourceKind kind, JsonNode document) {
        return switch (kind) {
            case POLICY, PURPOSE, PRINCIPAL -> List.of();
            case SOURCE, DATASET, EXPORT, CHECK ->
                    DOCUMENTS
                            .computeIfAbsent(kind, k -> new JsonSchema(document(k).orElseThrow()))
                            .check(document);
        };
    }

    /// The schema of whole documents of a kind; absent where it is not packaged.
    public static Optional<JsonNode> document(ResourceKind kind) {
        return spec(kind).map(spec -> document(kind, spec));
    }

    private static JsonNode document(ResourceKind kind, ObjectNode spec) {
        ObjectNode document = MAPPER.createObjectNode();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("$id", spec.path("$id").asText() + ":document");
        document.put("title", kind.text());
        document.put("type", "object").put("additionalProperties", false);
        document.putArray("required").add("kind").add("name").add("spec");
        ObjectNode properties = document.putObject("properties");
        properties.putObject("kind").put("const", kind.text());
        properties
                .putObject("name")
                .put("description", "1 to 48 of a-z, 0-9 and _, a letter first.")
                .put("type", "string")
                .put("pattern", "^[a-z][a-z0-9_]{0,47}$");
        properties.putObject("workspace").put("const", "default");
        properties.putObject("description").put("type", "string").put("maxLength", 10_000);
        properties.putObject("owner").put("type", "string").put("maxLength", 400);
        ObjectNode tags = properties.putObject("tags").put("type", "array").put("maxItems", 100);
        tags.putObject("items").put("type", "string").put("maxLength", 200);
        properties
                .putObject("status")
                .put("description", "Written by the fleet; what is sent is passed over.")
                .put("type", "object");
        ObjectNode rest = spec.deepCopy();
        JsonNode definitions = rest.remove("$defs");
        rest.remove(List.of("$schema", "$id"));
        properties.set("spec", rest);
        if (definitions != null) {
            document.set("$defs", definitions);
        }
        return document;
    }

    private static Optional<ObjectNode> spec(ResourceKind kind) {
        for (String folder : FOLDERS) {
            String name = folder + kind.text() + ".schema.json";
            try (InputStream in = Schemas.class.getResourceAsStream(name)) {
                if (in != null) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    return Optional.of((ObjectNode) MAPPER.readTree(text));
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a schema of this program is no JSON: " + name, e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.empty();
    }
}
