package dev.trawl.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The schema that editors have of `trawl.yaml`, by a validator that is not ours: it says what the
/// reader says.
class FleetSchemaTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonSchema SCHEMA = schema();

    private static final String FULL =
            """
            fleet: full
            region: eu-central-1
            http: {corsOrigins: ["https://workbench.example"]}
            issuers:
              - {issuer: "https://login.example", jwksUri: "https://login.example/jwks", audiences: [trawl], algorithms: [RS256]}
            administrators:
              - {issuer: "https://login.example", subject: grace}
            pseudonymDomains: [person]
            sources:
              - {name: bookings, kind: jdbc, secret: full/source/bookings, network: office, concurrency: 4}
              - {name: files, kind: objects, pseudonymDomains: []}
            functions: {query: {concurrency: 20}, authorizer: {memory: 1024}}
            deployment:
              alarmEmail: ops@example.com
              monthlyBudget: 100
              metrics: false
              throttle: {rate: 5, burst: 6, principalQueries: 7}
              exportBuckets: [partners-inbox]
              notices:
                - {name: oncall, webhook: "https://hooks.example.com/trawl", secret: full/oncall}
                - {name: mail, topic: "arn:aws:sns:eu-central-1:111122223333:trawl"}
              exportKeys: ["arn:aws:kms:eu-west-1:111122223333:key/6f-1"]
              networks:
                - {name: office, vpc: vpc-0123456789abcdef0, subnets: [subnet-0123456789abcdef0]}
              schedules:
                - {name: nightly, function: scan-metadata, expression: "cron(0 3 * * ? *)"}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"../../examples/airline/trawl.yaml"})
    void theExamplesAreValid(String file) throws IOException {
        assertThat(violations(Files.readString(Path.of(file)))).isEmpty();
    }

    @Test
    void whatTheSchemaLetsPassTheReaderReads() {
        assertThat(violations(FULL)).isEmpty();
        FleetConfig config = FleetConfigReader.parse(FULL);

        assertThat(config.deployment().hasMetrics()).isFalse();
        assertThat(config.deployment().throttle())
                .isEqualTo(new DeploymentConfig.Throttle(5, 6, 7));
        assertThat(config.deployment().exportBuckets()).containsExactly("partners-inbox");
        assertThat(config.deployment().exportKeys())
                .containsExactly("arn:aws:kms:eu-west-1:111122223333:key/6f-1");
        assertThat(FleetPlan.authorizer(config)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    fleet: full          | fleet: Full!                | $.fleet
                    monthlyBudget: 100   | monthlyBudget: -1           | $.deployment.monthlyBudget
                    metrics: false       | metrics: 'perhaps'          | $.deployment.metrics
                    rate: 5              | rate: 0                     | $.deployment.throttle.rate
                    principalQueries: 7  | principalQueries: 1001      | $.deployment.throttle.principalQueries
                    name: mail           | name: Mail                  | $.deployment.notices[1].name
                    https://hooks        | ftp://hooks                 | $.deployment.notices[0].webhook
                    partners-inbox       | Partners_Inbox              | $.deployment.exportBuckets[0]
                    key/6f-1             | alias/6f-1                  | $.deployment.exportKeys[0]
                    function: scan-metadata | function: query          | $.deployment.schedules[0].function
                    kind: objects        | kind: floppy                | $.sources[1].kind
                    vpc: vpc-0123456789abcdef0, | colour: blue,        | $.deployment.networks[0]
                    """)
    void whatTheSchemaRefusesTheReaderRefuses(String good, String bad, String place) {
        String yaml = FULL.replace(good, bad);

        assertThat(violations(yaml)).isNotEmpty().anyMatch(text -> text.startsWith(place + ":"));
        assertThatThrownBy(() -> FleetConfigReader.parse(yaml)).isInstanceOf(ConfigException.class);
        assertThatCode(() -> FleetConfigReader.parse(FULL)).doesNotThrowAnyException();
    }

    private static Set<String> violations(String yaml) {
        try {
            return SCHEMA.validate(YAML.readTree(yaml)).stream()
                    .map(ValidationMessage::getMessage)
                    .collect(Collectors.toSet());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonSchema schema() {
        try (InputStream file = FleetConfig.class.getResourceAsStream("fleet.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(YAML.readTree(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
