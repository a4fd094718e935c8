package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanRoutesTest {
    private static final String DECLARED =
            """
            kind: Dataset
            name: people
            spec:
              source: shop
              table: people
              mapping: {prefix: people/, format: csv, header: "true"}
              rowCount: 12
              columns:
                - {name: id, type: bigint}
                - {name: born, type: date}
            """;

    private final RunningScan scan = new RunningScan();

    ScanRoutesTest() {
        scan.declare("{kind: Source, name: shop, spec: {kind: objects}}");
        scan.declare(DECLARED);
        scan.holds("people", Map.of("prefix", "people/", "format", "csv"), -1, "id", "shoe");
    }

    @Test
    void aSourceThatMayNotBeScannedAndOneThatIsMissingAreTheSame() {
        RunningScan.Answer denied = scan("reader", "{\"source\":\"shop\"}");
        RunningScan.Answer missing = scan("reader", "{\"source\":\"shoq\"}");
        assertThat(denied.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(denied.body().replace("shop", "shoq")).isEqualTo(missing.body());
        assertThat(scan.discoveries).isZero();
    }

    @Test
    void aScanKeepsMappingRowCountTypesAndColumnsThatAreDeclared() {
        assertThat(scan("admin", "{\"source\":\"shop\"}").status()).isEqualTo(200);
        JsonNode spec = dataset().path("spec");
        assertThat(spec.path("mapping").path("header").asText()).isEqualTo("true");
        assertThat(spec.path("rowCount").asLong()).isEqualTo(12);
        assertThat(spec.path("columns").findValuesAsText("name"))
                .containsExactly("id", "born", "shoe");
        assertThat(spec.path("columns").path(2).path("classified").asBoolean(true)).isFalse();
    }

    @Test
    void onlyTablesThatTheSourceIncludesAndDoesNotExcludeAreLookedAt() {
        scan.declare(
                "{kind: Source, name: shop, spec: {kind: objects, scan: {include: ['public.*'], exclude: ['*.tmp_*', 'public.old']}}}");
        scan.holds("tmp_1", Map.of("prefix", "t/"), 1, "id");
        scan.holds("old", Map.of("prefix", "o/"), 1, "id");
        scan.holds("older", Map.of("prefix", "p/"), 1, "id");
        scan("admin", "{\"source\":\"shop\"}");
        assertThat(scan.get("/v1/resources/dataset/older", "admin").status()).isEqualTo(200);
        assertThat(scan.get("/v1/resources/dataset/old", "admin").status()).isEqualTo(404);
        assertThat(scan.get("/v1/resources/dataset/tmp_1", "admin").status()).isEqualTo(404);
    }

    @Test
    void driftIsToldAndRecordedOnce() {
        JsonNode answer = scan("admin", "{\"source\":\"shop\"}").json();
        assertThat(answer.path("drift").path(0).path("dataset").asText()).isEqualTo("people");
        assertThat(answer.path("drift").path(0).path("findings").path(0).asText())
                .contains("'born' is gone");
        scan("admin", "{\"source\":\"shop\"}");
        scan("admin", "{\"source\":\"shop\"}");
        assertThat(operations()).containsExactly("drift", "put", "put");
    }

    @Test
    void driftIsAppliedToWhatTheCallerNames() {
        JsonNode answer = scan("admin", "{\"source\":\"shop\",\"accept\":[\"people\"]}").json();
        assertThat(answer.path("drift")).isEmpty();
        assertThat(dataset().path("spec").path("columns").findValuesAsText("name"))
                .containsExactly("id", "shoe");
        assertThat(dataset().path("spec").path("mapping").path("header").asText())
                .isEqualTo("true");
    }

    /// A name that is mistyped is no success.
    @Test
    void whatIsAcceptedIsADatasetOfTheSource() {
        assertThat(scan("admin", "{\"source\":\"shop\",\"accept\":[\"peopel\"]}").body())
                .contains(
                        "INVALID_REQUEST",
                        "'accept' names peopel, which no dataset of source 'shop' is called");
    }

    @Test
    void takingWhatWasFoundNeedsASteward() {
        RunningScan.Answer refused = scan("lead", "{\"source\":\"shop\",\"accept\":[\"people\"]}");
        assertThat(refused.code()).isEqualTo("STEWARD_NEEDED");
        assertThat(operations()).containsExactly("put");
        assertThat(
                        scan(
                                        "lead",
                                        "{\"source\":\"shop\",\"accept\":[\"people\"],\"dryRun\":true}")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void aDescriptionNamesNoColumnAndNoOtherTable() {
        scan.holdsNoted(
                "open_visits",
                List.of(
                        "who came when",
                        "primary key: id, Patient-No",
                        "FOREIGN KEY (id) REFERENCES secrets(id)",
                        "FOREIGN KEY (other) REFERENCES secrets(other)"),
                "id",
                "patient-no");
        scan("admin", "{\"source\":\"shop\"}");
        RunningScan.Answer described = scan.get("/v1/resources/dataset/open_visits", "reader");
        assertThat(described.json().path("description").asText()).isEqualTo("who came when");
        assertThat(described.body()).doesNotContainIgnoringCase("patient").doesNotContain("secret");
        assertThat(scan.get("/v1/resources/dataset/open_visits", "admin").body())
                .contains("primary key: id, Patient-No", "secrets(other)");
        assertThat(scan.get("/v1/search?q=secrets", "reader").json().path("resources")).isEmpty();
    }

    @Test
    void aDryScanChangesNothing() {
        JsonNode answer = scan("admin", "{\"source\":\"shop\",\"dryRun\":true}").json();
        assertThat(answer.path("changes")).hasSize(1);
        assertThat(operations()).containsExactly("put");
    }

    @Test
    void whatSomebodyChangesMeanwhileIsKept() {
        scan.duringDiscovery =
                () -> scan.declare(DECLARED.replace("spec:", "description: by hand\nspec:"));
        assertThat(scan("admin", "{\"source\":\"shop\"}").status()).isEqualTo(200);
        assertThat(dataset().path("description").asText()).isEqualTo("by hand");
    }

    @Test
    void aSourceThatFailsIsToldAndNothingChanges() {
        scan.functions.with("source-shop", _ -> "{\"v\":1,\"answer\":{}}");
        assertThat(scan("admin", "{\"source\":\"shop\"}").code()).isEqualTo("MALFORMED_MESSAGE");
        assertThat(operations()).containsExactly("put");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"source\":7}",
                "{\"source\":\"A b\"}",
                "{\"source\":\"shop\",\"more\":1}",
                "{\"source\":\"shop\",\"dryRun\":\"yes\"}",
                "{\"source\":\"shop\",\"accept\":\"people\"}",
                "{\"source\":\"shop\",\"accept\":[7]}"
            })
    void aBodyThatIsNoScanIsRefused(String body) {
        assertThat(scan("admin", body).code()).isEqualTo("INVALID_REQUEST");
    }

    private RunningScan.Answer scan(String token, String body) {
        return scan.http("POST", "/v1/scans", token, body, Map.of());
    }

    private JsonNode dataset() {
        return scan.get("/v1/resources/dataset/people", "admin").json();
    }

    private List<String> operations() {
        return scan.get("/v1/resources/dataset/people/history", "admin")
                .json()
                .path("events")
                .findValuesAsText("operation");
    }
}
