package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.protocol.PersonalData;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyRoutesTest {
    private static final String PATH = "/v1/classification/people";

    private final RunningScan scan = new RunningScan();

    ClassifyRoutesTest() {
        scan.declare("{kind: Source, name: shop, spec: {kind: objects}}");
        scan.holds("people", Map.of("prefix", "people/"), 9, "id", "mail", "shoe");
        scan.found.put(
                "people",
                new SourceAnswer.Profile(
                        9,
                        true,
                        List.of(
                                column("id", null, 0),
                                column("mail", PersonalData.EMAIL, 98),
                                column("shoe", PersonalData.TEXT, 60))));
    }

    private static SourceAnswer.ColumnProfile column(
            String name, @Nullable PersonalData found, int confidence) {
        return new SourceAnswer.ColumnProfile(name, 1, 8, 17, found, confidence, 8, 7);
    }

    @Test
    void whatAScanFindsIsProposedAndHiddenUntilSomebodyDecides() {
        JsonNode answer = scan("new");
        assertThat(answer.path("profiled").path(0).asText()).isEqualTo("people");
        assertThat(states()).containsExactly("unclassified", "proposed", "proposed");
        assertThat(column(1).path("found").asText()).isEqualTo("email");
        assertThat(column(1).path("confidence").asInt()).isEqualTo(98);
        assertThat(declared(1).path("classified").asBoolean(true)).isFalse();
        assertThat(declared(1).has("tags")).isFalse();
    }

    @Test
    void theSourceIsAskedByAGrantForTheOneTable() {
        scan("new");
        SourceRequest.Profile request = scan.profiled.getFirst();
        assertThat(request.table().toString()).isEqualTo("shop.public.people");
        assertThat(request.grant()).isEqualTo("grant for admin");
        assertThat(request.rowsMax()).isEqualTo(100_000);
        assertThat(scan.policy.asked.getLast().tables()).containsExactly(request.table());
    }

    @Test
    void whatIsKnownIsNotLookedIntoAgainUnlessAsked() {
        scan("new");
        scan("new");
        assertThat(scan.profiled).hasSize(1);
        scan("all");
        assertThat(scan.profiled).hasSize(2);
    }

    @Test
    void aScanThatDoesNotAskForItLooksIntoNothing() {
        scan.http("POST", "/v1/scans", "admin", "{\"source\":\"shop\"}", Map.of());
        assertThat(scan.profiled).isEmpty();
    }

    @Test
    void aTableThatCannotBeLookedIntoIsToldAndTheScanGoesOn() {
        scan.holds("other", Map.of("prefix", "other/"), 3, "id");
        JsonNode answer = scan("new");
        assertThat(answer.path("notProfiled").path(0).path("dataset").asText()).isEqualTo("other");
        assertThat(answer.path("notProfiled").path(0).path("code").asText())
                .isEqualTo("SOURCE_UNAVAILABLE");
        assertThat(answer.path("profiled").path(0).asText()).isEqualTo("people");
    }

    @Test
    void whatThereIsNoTimeForIsToldAndDoneByTheNextScan() {
        scan.duringDiscovery = () -> scan.clock.advance(Duration.ofSeconds(24));
        assertThat(scan("new").path("remaining").path(0).asText()).isEqualTo("people");
        scan.duringDiscovery = () -> {};
        assertThat(scan("new").path("profiled").path(0).asText()).isEqualTo("people");
    }

    @Test
    void aStewardTakesProposalsThatAreSureEnough() {
        scan("new");
        assertThat(decide("{\"confirm\":90}").status()).isEqualTo(200);
        assertThat(states()).containsExactly("unclassified", "confirmed", "proposed");
        assertThat(declared(1).path("classified").asBoolean(true)).isTrue();
        assertThat(declared(1).path("tags").path(0).asText()).isEqualTo("pii.email");
    }

    @Test
    void changesInQuickSuccessionAreNoConflictForWhoAsksNext() {
        scan("new");
        scan.policy.outdated = 1;
        assertThat(decide("{\"confirm\":90}").status()).isEqualTo(200);
        scan.policy.outdated = 2;
        assertThat(decide("{\"confirm\":90}").status()).isEqualTo(409);
    }

    @Test
    void aStewardSaysWhatAColumnIsAndIsNotOverruledByScans() {
        scan("new");
        decide("{\"columns\":{\"mail\":\"name\",\"shoe\":\"none\"},\"clearRest\":true}");
        scan("all");
        assertThat(states()).containsExactly("confirmed", "overridden", "overridden");
        assertThat(declared(1).path("tags").path(0).asText()).isEqualTo("pii.name");
        assertThat(declared(2).has("tags")).isFalse();
        assertThat(declared(0).path("classified").asBoolean(true)).isTrue();
    }

    @Test
    void anotherVerdictTakesThePlaceOfTheOneBefore() {
        scan("new");
        decide("{\"columns\":{\"mail\":\"email\"}}");
        decide("{\"columns\":{\"mail\":\"phone\"}}");
        assertThat(declared(1).path("tags")).hasSize(1);
        assertThat(declared(1).path("tags").path(0).asText()).isEqualTo("pii.phone");
    }

    @Test
    void whoMayNotChangeTheDatasetIsToldNothingOfIt() {
        scan("new");
        RunningScan.Answer there = scan.get(PATH, "reader");
        assertThat(there.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(there.body()).doesNotContain("email");
        assertThat(scan.get("/v1/classification/nowhere", "reader").code())
                .isEqualTo("PERMISSION_DENIED");
        assertThat(scan.http("POST", PATH, "reader", "{\"confirm\":0}", Map.of()).code())
                .isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void figuresOfWholeTablesAreDeclaredAndStayWhenSomebodyApplies() {
        scan("new");
        assertThat(declared(1).path("statistics").toString())
                .isEqualTo("{\"distinct\":8,\"nulls\":1,\"rows\":9,\"width\":17}");
        scan.declare(
                """
                kind: Dataset
                name: people
                spec:
                  source: shop
                  mapping: {prefix: people/}
                  columns: [{name: mail, type: bigint}, {name: id, type: varchar}]
                """);
        assertThat(declared(0).path("statistics").path("distinct").asLong()).isEqualTo(8);
        assertThat(declared(1).has("statistics")).isFalse();
    }

    @Test
    void whoMayChangeADatasetAndIsNoStewardSeesWhatWasFoundAndDecidesNothing() {
        scan.declare(
                "{kind: Dataset, name: owner, spec: {source: shop, mapping: {prefix: o/}, columns: [{name: id, type: bigint}]}}");
        assertThat(scan.get("/v1/classification/owner", "keeper").status()).isEqualTo(200);
        assertThat(
                        scan.http(
                                        "POST",
                                        "/v1/classification/owner",
                                        "keeper",
                                        "{\"columns\":{\"id\":\"none\"}}",
                                        Map.of())
                                .code())
                .isEqualTo("STEWARD_NEEDED");
    }

    @Test
    void viewsAreWhatTheyRead() {
        scan.declare("{kind: Dataset, name: seen, spec: {query: \"select 1 as a\"}}");
        assertThat(scan.get("/v1/classification/seen", "admin").code())
                .isEqualTo("INVALID_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"columns\":{\"mail\":\"shoe_size\"}}",
                "{\"columns\":{\"nowhere\":\"email\"}}",
                "{\"columns\":{\"mail\":7}}",
                "{\"confirm\":101}",
                "{\"more\":1}"
            })
    void aVerdictThatIsNoneIsRefused(String body) {
        scan("new");
        assertThat(decide(body).code()).isEqualTo("INVALID_REQUEST");
    }

    private RunningScan.Answer decide(String body) {
        return scan.http("POST", PATH, "admin", body, Map.of());
    }

    private JsonNode scan(String classify) {
        return scan.http(
                        "POST",
                        "/v1/scans",
                        "admin",
                        "{\"source\":\"shop\",\"classify\":\"%s\"}".formatted(classify),
                        Map.of())
                .json();
    }

    private List<String> states() {
        return scan.get(PATH, "admin").json().path("columns").findValuesAsText("state");
    }

    private JsonNode column(int index) {
        return scan.get(PATH, "admin").json().path("columns").path(index);
    }

    private JsonNode declared(int index) {
        return scan.get("/v1/resources/dataset/people", "admin")
                .json()
                .path("spec")
                .path("columns")
                .path(index);
    }
}
