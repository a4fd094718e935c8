package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The examples of the reference compile; the schemas are JSON and know the same fields.
final class ReferenceTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void theExamplesOfTheReferenceCompile() throws IOException {
        List<PolicyResource> resources = new ArrayList<>();
        Matcher examples =
                EXAMPLE.matcher(Files.readString(Path.of("../../docs/reference/policy.md")));
        while (examples.find()) {
            JsonNode example = YAML.readTree(examples.group(1));
            resources.add(
                    new PolicyResource(
                            PolicyResource.Kind.valueOf(
                                    example.path("kind").asText().toUpperCase(Locale.ROOT)),
                            example.path("name").asText(),
                            example.path("spec")));
        }
        assertThat(resources).hasSizeGreaterThan(5);
        assertThat(Fixture.problems(resources.toArray(PolicyResource[]::new))).isEmpty();
    }

    @Test
    void theSchemaOfARuleHasTheFieldsThatAreRead() throws IOException {
        try (InputStream schema = PolicySet.class.getResourceAsStream("Policy.schema.json")) {
            JsonNode rule = new ObjectMapper().readTree(schema).at("/$defs/rule/properties");
            List<String> fields = new ArrayList<>();
            rule.fieldNames().forEachRemaining(fields::add);
            assertThat(fields).containsExactlyInAnyOrderElementsOf(RuleParser.FIELDS);
        }
    }

    @Test
    void theSchemasAreJson() throws IOException {
        for (String kind : List.of("Policy", "Purpose", "Principal")) {
            try (InputStream schema = PolicySet.class.getResourceAsStream(kind + ".schema.json")) {
                assertThat(new ObjectMapper().readTree(schema).path("title").asText())
                        .isEqualTo("Spec of a " + kind);
            }
        }
    }
}
