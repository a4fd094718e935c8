package dev.trawl.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.List;

/// The published schemas of OpenLineage, by a validator that is not ours. An event is valid if it
/// is what the event's schema says, and each facet in it what the schema says that it names itself:
/// the event's own lets facets be anything. A schema that is not among the resources fails the
/// test; nothing is fetched.
final class PublishedOpenLineage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPEC = "https://openlineage.io/spec/";
    private static final String EVENT = SPEC + "2-0-2/OpenLineage.json";
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(
                    VersionFlag.V202012,
                    builder ->
                            builder.schemaMappers(mappers ->
                                    mappers.mapPrefix(
                                            SPEC, "classpath:dev/trawl/query/openlineage/spec/")));

    private PublishedOpenLineage() {}

    /// What is wrong with an event; nothing if it is valid.
    static List<String> problems(String event) {
        try {
            JsonNode json = JSON.readTree(event);
            List<String> problems = new ArrayList<>(problems(EVENT, json));
            for (JsonNode facet : json.findParents("_schemaURL")) {
                problems.addAll(problems(facet.path("_schemaURL").asText(), facet));
            }
            return problems;
        } catch (JsonProcessingException e) {
            return List.of("no JSON: " + e.getOriginalMessage());
        }
    }

    private static List<String> problems(String schema, JsonNode node) {
        return SCHEMAS.getSchema(SchemaLocation.of(schema), CONFIG).validate(node).stream()
                .map(message -> schema + ": " + message.getMessage())
                .toList();
    }
}
