package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Quality;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckRoutesTest {
    private static final String PATH = "/v1/checks/sane/runs";

    private final RunningScan scan = new RunningScan();
    private final List<JsonNode> queries = new ArrayList<>();
    private String answer = "[\"0\",\"9\"]";

    CheckRoutesTest() {
        scan.declare("{kind: Source, name: shop, spec: {kind: objects}}");
        scan.declare(
                """
                kind: Dataset
                name: people
                spec:
                  source: shop
                  mapping: {prefix: people/}
                  columns: [{name: id, type: bigint}, {name: mail, type: varchar}]
                """);
        scan.declare("{kind: Principal, name: checker, spec: {groups: [jobs]}}");
        check("");
        scan.holds("people", Map.of("prefix", "people/"), 9, "id", "mail");
        scan.functions.with(
                "query",
                event -> {
                    JsonNode request = RunningScan.tree(event);
                    queries.add(request);
                    return "{\"statusCode\":200,\"headers\":{},\"body\":%s}"
                            .formatted(quoted("{\"columns\":[],\"rows\":[%s]}".formatted(answer)));
                });
    }

    private static String quoted(String json) {
        return '"' + json.replace("\"", "\\\"") + '"';
    }

    private void check(String more) {
        scan.declare(
                """
                kind: Check
                name: sane
                spec:
                  dataset: people
                  principal: checker
                  %s
                  expect:
                    - missing: {column: mail}
                    - {name: keys, unique: {columns: [id]}, allowed: 2}
                    - schema: {columns: {id: bigint}}
                """
                        .formatted(more));
    }

    @Test
    void exportsThatWaitForACheckAreToldOfRunsThatPassed() {
        List<String> told = new ArrayList<>();
        scan.functions.with(
                "export",
                event -> {
                    told.add(event);
                    return "{}";
                });
        scan.declare(
                "{kind: Export, name: daily, spec: {query: select 1, principal: checker, schedule: {on: {check: sane}}}}");
        scan.http("POST", PATH, "admin", "{}", Map.of());
        answer = "[\"1\",\"9\"]";
        scan.http("POST", PATH, "admin", "{}", Map.of());
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("{\"export\":\"daily\",\"event\":\"check sane ");
    }

    /// Who is told is known where the channels are.
    @Test
    void howACheckEndedIsToldToTheFunctionThatHasTheChannels() {
        List<String> told = new ArrayList<>();
        scan.functions.with(
                "export",
                event -> {
                    told.add(event);
                    return "{}";
                });
        scan.http("POST", PATH, "admin", "{}", Map.of());
        assertThat(told).isEmpty();

        check("notify: [{to: ops}]");
        answer = "[\"5\",\"9\"]";
        scan.http("POST", PATH, "admin", "{}", Map.of());
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("{\"check\":\"sane\",\"dataset\":\"people\",\"run\":\"")
                .contains("\"state\":\"failed\"");
    }

    @Test
    void aRunTellsCountsOfEveryExpectation() {
        answer = "[\"2\",\"9\"]";
        JsonNode run = run("k").json();
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.path("results").findValuesAsText("name"))
                .containsExactly("mail is there", "keys", "schema");
        assertThat(run.path("results").findValuesAsText("state"))
                .containsExactly("failed", "passed", "passed");
        assertThat(run.path("results").path(0).path("wrong").asLong()).isEqualTo(2);
        assertThat(run.path("results").path(0).path("rows").asLong()).isEqualTo(9);
    }

    @Test
    void itsQueriesRunAsItsPrincipalByATicket() {
        run("k");
        DecisionRequest asked =
                scan.policy.asked.stream()
                        .filter(r -> r.action() == Action.EXPORT)
                        .findFirst()
                        .orElseThrow();
        assertThat(asked.credential()).isEqualTo(new DecisionRequest.Credential.Machine("checker"));
        assertThat(asked.destination()).isEqualTo("checks/sane");
        assertThat(asked.tables()).isEmpty();
        JsonNode headers = queries.getFirst().path("headers");
        assertThat(headers.path("x-trawl-ticket").asText()).isEqualTo("ticket");
        assertThat(headers.path("x-trawl-query-id").asText()).isEqualTo(asked.queryId());
        assertThat(headers.has("authorization")).isFalse();
    }

    @Test
    void aRequestThatIsRepeatedIsOneRun() {
        JsonNode first = run("k").json();
        assertThat(run("k").json()).isEqualTo(first);
        assertThat(queries).hasSize(2);
        assertThat(run("other").json().path("run")).isNotEqualTo(first.path("run"));
        assertThat(runs()).hasSize(2);
    }

    @Test
    void theLatestRunComesFirst() {
        run("one");
        scan.clock.advance(Duration.ofMinutes(1));
        String second = run("two").json().path("run").asText();
        assertThat(runs().path(0).path("run").asText()).isEqualTo(second);
    }

    @Test
    void whatIsNoCountIsAnErrorAndNotRepeated() {
        answer = "[\"ada@example.org\",\"9\"]";
        RunningScan.Answer run = run("k");
        assertThat(run.json().path("state").asText()).isEqualTo("error");
        assertThat(run.json().path("results").path(0).path("problem").asText())
                .contains("INVALID_RESOURCE");
        assertThat(run.body()).doesNotContain("ada@");
        answer = "[\"0\",\"9\",\"7\"]";
        assertThat(run("l").json().path("state").asText()).isEqualTo("error");
    }

    @Test
    void aFailedCheckMarksItsDatasetAndBlocksExportsThatReadIt() {
        check("blocks: exports");
        answer = "[\"2\",\"9\"]";
        run("k");
        assertThat(blocking("select id from shop.public.people")).hasSize(1);
        assertThat(blocking("select id from through")).hasSize(1);
        assertThat(blocking("select 1 as one")).isEmpty();
        assertThat(quality().of("people", scan.resources))
                .extracting(Quality.Verdict::message)
                .containsExactly("mail is there: 2 of 9 rows are wrong");
        answer = "[\"0\",\"9\"]";
        scan.clock.advance(Duration.ofMinutes(1));
        run("l");
        assertThat(blocking("select id from shop.public.people")).isEmpty();
    }

    @Test
    void whatDoesNotHoldOfATableAsAWholeIsToldInWords() {
        scan.declare(
                """
                kind: Check
                name: sane
                spec:
                  dataset: people
                  principal: checker
                  expect:
                    - rowCount: {min: 500000}
                    - freshness: {column: id, within: 26 hours}
                """);
        answer = "[\"1\",\"499999\"]";
        assertThat(run("k").json().path("results").findValuesAsText("problem"))
                .containsExactly(
                        "there are 499999 rows, at least 500000 are expected",
                        "none of 499999 rows has a 'id' of the last 26 hours");
        assertThat(quality().of("people", scan.resources))
                .extracting(Quality.Verdict::message)
                .allMatch(m -> m.startsWith("row count: there are 499999 rows, at least"));
    }

    @Test
    void aCheckThatIsDeletedBlocksNothing() {
        check("blocks: exports");
        answer = "[\"2\",\"9\"]";
        run("k");
        scan.http("DELETE", "/v1/resources/check/sane", "admin", "", Map.of());
        assertThat(blocking("select id from shop.public.people")).isEmpty();
    }

    @Test
    void aScheduledCheckRunsOncePerTurn() {
        check("every: 1 hour");
        scan.event("{\"task\":\"checks\"}");
        scan.event("{\"task\":\"checks\"}");
        assertThat(runs()).hasSize(1);
        scan.clock.advance(Duration.ofHours(1));
        scan.event("{\"task\":\"checks\"}");
        assertThat(runs()).hasSize(2);
        check("every: 1 hour\n  paused: true");
        scan.clock.advance(Duration.ofHours(1));
        scan.event("{\"task\":\"checks\"}");
        assertThat(runs()).hasSize(2);
    }

    @Test
    void aScanHasItsDatasetsChecked() {
        List<String> sent = new ArrayList<>();
        scan.functions.with(
                "scan-metadata",
                event -> {
                    sent.add(event);
                    return "";
                });
        scan.event("{\"task\":\"scan\",\"scan\":\"shop\"}");
        assertThat(sent).hasSize(1);
        scan.event(sent.getFirst());
        scan.event(sent.getFirst());
        assertThat(runs()).hasSize(1);
        assertThat(runs().path(0).path("cause").asText()).startsWith("scan ");
    }

    @Test
    void whoMayNotActAsItsPrincipalSeesNoCheck() {
        run("k");
        RunningScan.Answer denied = scan.get(PATH, "reader");
        assertThat(denied.code()).isEqualTo("NOT_FOUND");
        assertThat(denied.body().replace("sane", "none"))
                .isEqualTo(scan.get("/v1/checks/none/runs", "reader").body());
        assertThat(scan.http("POST", PATH, "reader", "", Map.of()).code()).isEqualTo("NOT_FOUND");
        assertThat(scan.get(PATH, "forged").code()).isEqualTo("UNAUTHENTICATED");
    }

    private List<Quality.Verdict> blocking(String sql) {
        scan.declare(
                "{kind: Dataset, name: through, spec: {query: \"select id from shop.public.people\"}}");
        Resource export =
                ResourceDocuments.parse(
                                "{kind: Export, name: out, spec: {principal: checker, query: \"%s\"}}"
                                        .formatted(sql))
                        .getFirst();
        return quality().blocking(export, scan.resources);
    }

    private Quality quality() {
        return new Quality(scan.items);
    }

    private RunningScan.Answer run(String key) {
        return scan.http("POST", PATH, "admin", "", Map.of("idempotency-key", key));
    }

    private JsonNode runs() {
        return scan.get(PATH, "admin").json().path("runs");
    }
}
