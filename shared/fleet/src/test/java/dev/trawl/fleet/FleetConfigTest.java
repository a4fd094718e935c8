package dev.trawl.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class FleetConfigTest {

    private static final String MINIMAL =
            """
            fleet: small
            issuers:
              - {issuer: "https://login.test", development: true, audiences: [trawl]}
            """;

    private static final String FLEET =
            """
            fleet: test
            issuers:
              - {issuer: "https://login.test", development: true, audiences: [trawl]}
            pseudonymDomains: [customer]
            sources:
              - {name: bookings, kind: jdbc, database: bookings, memory: 256}
              - {name: files, kind: objects, memory: 256, pseudonymDomains: []}
            """;

    @Test
    void aMinimalFleetHasDefaults() {
        FleetConfig config = FleetConfigReader.parse(MINIMAL);

        assertThat(config.region()).isEqualTo("eu-central-1");
        assertThat(config.http().port()).isZero();
        assertThat(config.stateBucket()).isEqualTo("small-state");
        assertThat(FleetPlan.of(config))
                .extracting(PlannedFunction::name)
                .containsExactly("query", "executor", "policy", "scan-metadata", "export");
    }

    @Test
    void aSourceOfAnotherEngineIsToldSo() {
        FleetConfig config =
                FleetConfigReader.parse(
                        MINIMAL
                                + "sources: [{name: shop, kind: jdbc, engine: mariadb, database: shop}]");

        assertThat(config.sources().getFirst().engine()).isEqualTo(SourceConfig.Engine.MARIADB);
        assertThat(function(config, "source-shop").variables())
                .containsEntry("TRAWL_ENGINE", "mariadb");
    }

    @Test
    void aSourceHasTheLeastItNeeds() {
        FleetConfig config = FleetConfigReader.parse(FLEET);

        PlannedFunction bookings = function(config, "source-bookings");
        PlannedFunction files = function(config, "source-files");

        assertThat(bookings.module()).isEqualTo("source-jdbc");
        assertThat(bookings.rights().secrets())
                .containsExactlyInAnyOrder("test/source/bookings", "test/pseudonym/customer");
        assertThat(bookings.rights().buckets()).containsExactly("test-state");
        assertThat(files.rights().secrets()).isEmpty();
        assertThat(files.rights().buckets()).containsExactlyInAnyOrder("test-state", "test-files");
        assertThat(files.rights().functions()).isEmpty();
    }

    @Test
    void policyAloneSignsAndNobodyButSourcesReadsSecrets() {
        FleetConfig config = FleetConfigReader.parse(FLEET);

        for (PlannedFunction function : FleetPlan.of(config)) {
            boolean isPolicy = function.name().equals("policy");
            boolean isSource = function.name().startsWith("source-");
            assertThat(function.rights().signingKeys().isEmpty()).isEqualTo(!isPolicy);
            assertThat(isSource || function.rights().secrets().isEmpty()).isTrue();
            assertThat(isSource || function.rights().buckets().equals(Set.of("test-state")))
                    .isTrue();
        }
    }

    @Test
    void onlyJobsMayAskForMachinePrincipals() {
        FleetConfig config = FleetConfigReader.parse(FLEET);

        assertThat(function(config, "query").rights().functions())
                .containsExactlyInAnyOrder(
                        "test-policy",
                        "test-executor",
                        "test-source-bookings",
                        "test-source-files");
        assertThat(function(config, "executor").rights().functions())
                .containsExactlyInAnyOrder(
                        "test-policy", "test-source-bookings", "test-source-files");
        assertThat(function(config, "scan-metadata").rights().functions())
                .contains("test-policy", "test-policy:machine");
        assertThat(function(config, "export").rights().functions())
                .contains("test-policy", "test-policy:machine", "test-scan-metadata");
    }

    @Test
    void settingsBecomeVariables() {
        FleetConfig config =
                FleetConfigReader.parse(
                        MINIMAL
                                + "functions: {query: {memory: 512, settings: {rowsMax: 10, a-b: x}}}");

        PlannedFunction query = function(config, "query");

        assertThat(query.limits().memoryMb()).isEqualTo(512);
        assertThat(query.variables())
                .containsEntry("TRAWL_ROWS_MAX", "10")
                .containsEntry("TRAWL_A_B", "x");
    }

    @Test
    void mistakesAreNamedWithTheirPlace() {
        assertRefused(MINIMAL + "colour: red", "The file has an unknown field 'colour'");
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: ftp}]",
                "sources[0].kind must be jdbc, objects or system, not ftp.");
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: jdbc, secret: a, engine: oracle}]",
                "sources[0].engine must be postgresql or mariadb, not oracle.");
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: objects, engine: mariadb}]",
                "sources.a: only a jdbc source has an engine.");
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: jdbc}]",
                "sources.a: a jdbc source has a secret and no bucket.");
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: objects}, {name: a, kind: objects}]",
                "sources: 'a' is there twice.");
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: objects, memory: 1}]",
                "sources[0]: memory must be from 128 to 10240, not 1.");
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: objects, pseudonymDomains: [x]}]",
                "sources.a: pseudonym domain 'x' is not declared in pseudonymDomains.");
        assertRefused(MINIMAL + "functions: {qery: {}}", "functions.qery is not a function");
        assertRefused(MINIMAL + "http: {port: yes}", "http.port must be a whole number.");
        assertRefused(MINIMAL + "fleet: again", "not valid YAML");
        assertRefused("fleet: x", "issuers must name at least one issuer of tokens.");
        assertRefused(
                "fleet: x\nissuers: [{issuer: a, audiences: [b]}]",
                "issuers: a needs jwksUri, or development: true.");
    }

    @Test
    void aDeploymentIsReadAndChecked() {
        FleetConfig config =
                FleetConfigReader.parse(
                        MINIMAL
                                + """
                                sources: [{name: a, kind: jdbc, secret: a, network: office}]
                                deployment:
                                  retention: {logDays: 7, compliance: true}
                                  signing: {keys: [old, new], active: new}
                                  networks: [{name: office, vpc: vpc-1, subnets: [subnet-1]}]
                                  schedules: [{name: nightly, function: scan-metadata, expression: rate(1 day)}]
                                """);

        assertThat(config.deployment().retention().isCompliance()).isTrue();
        assertThat(config.deployment().signing().active()).isEqualTo("new");
        assertThat(config.deployment().schedules().getFirst().zone()).isEqualTo("UTC");
        assertThat(config.deployment().schedules().getLast().event())
                .isEqualTo(
                        """
                        {"source":"trawl.schedule","schedule":"reconcile-exports",\
                        "time":"<aws.scheduler.scheduled-time>","task":"reconcile"}\
                        """);
        assertThat(FleetConfigReader.parse(MINIMAL).deployment())
                .isEqualTo(DeploymentConfig.DEFAULT);
        assertRefused(
                MINIMAL + "sources: [{name: a, kind: jdbc, secret: a, network: office}]",
                "network 'office' is not declared in deployment.networks.");
        assertRefused(
                MINIMAL + "deployment: {signing: {keys: [a, b, c]}}",
                "must name one key, or two while they are rotated.");
        assertRefused(
                MINIMAL + "deployment: {retention: {logDays: 2}}",
                "deployment.retention.logDays must be one of");
        assertRefused(
                MINIMAL + "deployment: {monthlyBudget: 5}",
                "deployment.monthlyBudget needs alarmEmail");
        assertRefused(
                MINIMAL + "deployment: {schedules: [{name: a, function: query, expression: x}]}",
                "deployment.schedules.a.function must be scan-metadata or export");
    }

    @Test
    void theSchemaNamesTheFieldsThatTheReaderKnows() throws IOException {
        JsonNode schema;
        try (InputStream file = FleetConfig.class.getResourceAsStream("fleet.schema.json")) {
            schema = JsonMapper.builder().build().readTree(file);
        }

        assertThat(fields(schema)).isEqualTo(new TreeSet<>(FleetConfigReader.FLEET_FIELDS));
        assertThat(fields(schema.at("/$defs/issuer")))
                .isEqualTo(new TreeSet<>(FleetConfigReader.ISSUER_FIELDS));
        assertThat(fields(schema.at("/$defs/principal")))
                .isEqualTo(new TreeSet<>(FleetConfigReader.PRINCIPAL_FIELDS));
        assertThat(fields(schema.at("/$defs/function")))
                .isEqualTo(new TreeSet<>(FleetConfigReader.FUNCTION_FIELDS));
        assertThat(fields(schema.at("/$defs/source")))
                .isEqualTo(new TreeSet<>(FleetConfigReader.SOURCE_FIELDS));
        assertThat(fields(schema.at("/$defs/deployment")))
                .isEqualTo(new TreeSet<>(DeploymentReader.FIELDS));
        assertThat(fields(schema.at("/$defs/retention")))
                .isEqualTo(new TreeSet<>(DeploymentReader.RETENTION_FIELDS));
        assertThat(fields(schema.at("/$defs/network")))
                .isEqualTo(new TreeSet<>(DeploymentReader.NETWORK_FIELDS));
        assertThat(fields(schema.at("/$defs/schedule")))
                .isEqualTo(new TreeSet<>(DeploymentReader.SCHEDULE_FIELDS));
        assertThat(fields(schema.at("/properties/functions")))
                .isEqualTo(new TreeSet<>(FunctionDefaults.FIXED.keySet()));
    }

    private static Set<String> fields(JsonNode schema) {
        return schema.path("properties").properties().stream()
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static PlannedFunction function(FleetConfig config, String name) {
        return FleetPlan.of(config).stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> FleetConfigReader.parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
