package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogRoutesTest {
    private static final String ROOT = "/v1/resources/dataset";
    private static final String OPEN =
            """
            kind: Dataset
            name: open_orders
            description: what was ordered
            owner: crm
            tags: [domain.sales]
            spec:
              source: shop
              table: open_orders
              mapping: {prefix: orders/}
              columns:
                - {name: id, type: bigint}
                - {name: name, type: varchar}
                - {name: secret, type: varchar, description: colour of the moon}
            """;
    private static final String CLOSED =
            """
            kind: Dataset
            name: salaries
            spec: {source: shop, table: salaries, columns: [{name: id, type: bigint}]}
            """;

    private final RunningScan scan = new RunningScan();

    CatalogRoutesTest() {
        scan.declare("{kind: Source, name: shop, spec: {kind: objects}}");
        scan.declare(OPEN);
        scan.declare(CLOSED);
    }

    @Test
    void policyIsToldFromWhereSomebodyAsks() {
        scan.get(ROOT + "/open_orders", "reader");
        scan.get("/v1/search?q=orders", "reader");
        scan.get("/v1/classification/open_orders", "admin");
        scan.http("POST", "/v1/scans", "admin", "{\"source\":\"shop\"}", Map.of());
        assertThat(scan.policy.asked)
                .extracting(DecisionRequest::ip)
                .hasSizeGreaterThan(4)
                .containsOnly(RunningScan.ADDRESS);
    }

    @Test
    void anAdministratorSeesAllOfAResourceAndItsHead() {
        RunningScan.Answer answer = scan.get(ROOT + "/open_orders", "admin");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("spec").path("mapping").path("prefix").asText())
                .isEqualTo("orders/");
        assertThat(answer.headers().get("etag")).isEqualTo("\"000000000002-0000\"");
    }

    @Test
    void everyChangeIsRecordedAndADryRunIsNone() {
        scan.http("PUT", ROOT + "/salaries?dryRun=true", "admin", CLOSED, Map.of());
        scan.http("DELETE", ROOT + "/salaries", "reader", "", Map.of());
        assertThat(scan.audit.list("audit/log/", 10)).isEmpty();
        scan.http("DELETE", ROOT + "/salaries", "admin", "", Map.of());
        assertThat(scan.audit.list("audit/log/", 10))
                .singleElement()
                .extracting(o -> new String(scan.audit.load(o.key()), StandardCharsets.UTF_8))
                .asString()
                .contains(
                        "\"kind\":\"change\"",
                        "\"action\":\"administer\"",
                        "\"dataset/salaries\":\"delete\"");
    }

    @Test
    void whoMayDescribeADatasetSeesThePermittedColumnsAndNotWhereItIs() {
        JsonNode spec = scan.get(ROOT + "/open_orders", "reader").json().path("spec");
        assertThat(spec.path("columns").findValuesAsText("name")).containsExactly("id", "name");
        assertThat(spec.has("mapping")).isFalse();
    }

    @Test
    void aDatasetThatMayNotBeDescribedAndOneThatIsMissingAreTheSame() {
        RunningScan.Answer hidden = scan.get(ROOT + "/salaries", "reader");
        RunningScan.Answer missing = scan.get(ROOT + "/salariez", "reader");
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.body().replace("salaries", "salariez")).isEqualTo(missing.body());
        assertThat(hidden.headers()).isEqualTo(missing.headers());
    }

    @ParameterizedTest
    @CsvSource({"PUT,", "DELETE,", "GET,/history"})
    void whoMayNotChangeADatasetLearnsNothingOfIt(String method, String suffix) {
        String behind = suffix == null ? "" : suffix;
        RunningScan.Answer there =
                scan.http(method, ROOT + "/salaries" + behind, "reader", CLOSED, Map.of());
        RunningScan.Answer missing =
                scan.http(method, ROOT + "/salariez" + behind, "reader", CLOSED, Map.of());
        assertThat(there.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(there.body().replace("salaries", "salariez")).isEqualTo(missing.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/resources/dataset", "/v1/resources/export", "/v1/search?q=o"})
    void withoutATokenNothingIsTold(String path) {
        assertThat(scan.get(path, "").status()).isEqualTo(401);
        assertThat(scan.get(path, "forged").status()).isEqualTo(401);
    }

    @Test
    void withoutThePolicyFunctionNothingIsTold() {
        scan.functions.with(
                "policy",
                _ -> {
                    throw new dev.trawl.protocol.TrawlException(
                            dev.trawl.protocol.ErrorCode.FUNCTION_FAILED, "dead");
                });
        assertThat(scan.get(ROOT + "/open_orders", "admin").code()).isEqualTo("POLICY_UNAVAILABLE");
    }

    @Test
    void aListHoldsWhatTheCallerMaySee() {
        assertThat(names(scan.get(ROOT, "admin"))).containsExactly("open_orders", "salaries");
        assertThat(names(scan.get(ROOT, "reader"))).containsExactly("open_orders");
        assertThat(names(scan.get(ROOT, "nobody"))).isEmpty();
    }

    @Test
    void aListAsksPolicyTwiceAndNotPerResource() {
        for (int i = 0; i < 30; i++) {
            scan.declare(OPEN.replace("open_orders", "open_%02d".formatted(i)));
        }
        scan.policy.asked.clear();
        assertThat(names(scan.get(ROOT, "reader"))).hasSize(31);
        assertThat(scan.policy.asked)
                .extracting(DecisionRequest::action)
                .containsExactly(Action.ADMINISTER, Action.DESCRIBE);
    }

    @Test
    void pagesTogetherAreTheList() {
        scan.declare(
                IntStream.range(0, 23)
                        .mapToObj(i -> OPEN.replace("open_orders", "open_%02d".formatted(i)))
                        .collect(Collectors.joining("---\n")));
        List<String> all = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = scan.get(ROOT + "?limit=5&after=" + after, "reader").json();
            page.path("resources").forEach(r -> all.add(r.path("name").asText()));
            after = page.path("next").asText("");
        } while (!after.isEmpty());
        assertThat(all).hasSize(24).doesNotHaveDuplicates().isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "x", "99999", "1.5"})
    void aLimitOutOfBoundsIsRefused(String limit) {
        assertThat(scan.get(ROOT + "?limit=" + limit, "admin").code()).isEqualTo("INVALID_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "a.b", "..", "%20", "%2e", "x%00"})
    void aNameThatNoResourceHasIsMissing(String name) {
        assertThat(scan.get(ROOT + "/" + name, "admin").status()).isEqualTo(404);
        assertThat(scan.http("PUT", ROOT + "/" + name, "admin", OPEN, Map.of()).status())
                .isEqualTo(404);
    }

    @Test
    void aChangeOnAnOldHeadIsRefusedWithTheDifference() {
        String etag = scan.get(ROOT + "/salaries", "admin").headers().getOrDefault("etag", "");
        String changed = CLOSED.replace("spec:", "description: pay\nspec:");
        assertThat(put("salaries", changed, Map.of("if-match", etag)).status()).isEqualTo(200);
        RunningScan.Answer late = put("salaries", CLOSED, Map.of("if-match", etag));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("detail").asText()).contains("description").contains("pay");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "W/\"1\"", "\"1\", \"2\"", "abc"})
    void anIfMatchThatIsNoETagOfOursIsRefused(String tag) {
        assertThat(put("salaries", CLOSED, Map.of("if-match", tag)).code())
                .isEqualTo("INVALID_REQUEST");
    }

    @Test
    void aDryRunTellsTheDifferenceAndChangesNothing() {
        String changed = CLOSED.replace("spec:", "description: pay\nspec:");
        RunningScan.Answer dry =
                scan.http("PUT", ROOT + "/salaries?dryRun", "admin", changed, Map.of());
        assertThat(dry.json().path("changes").path(0).path("diff").asText()).contains("pay");
        assertThat(scan.get(ROOT + "/salaries", "admin").json().path("description").asText())
                .isEmpty();
        assertThat(
                        scan.http("DELETE", ROOT + "/salaries?dryRun=true", "admin", "", Map.of())
                                .status())
                .isEqualTo(200);
        assertThat(scan.get(ROOT + "/salaries", "admin").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{}",
                "kind: Dataset",
                "{kind: Dataset, name: other, spec: {query: select 1}}",
                "{kind: Policy, name: salaries, spec: {}}",
                "{kind: Dataset, name: salaries, spec: {source: nowhere, columns: []}}",
                "{kind: Dataset, name: salaries, spec: {source: shop, columns: [{name: a, type: odd}]}}"
            })
    void aBodyThatIsNotTheResourceIsRefused(String body) {
        RunningScan.Answer answer = put("salaries", body, Map.of());
        assertThat(answer.code()).isEqualTo("INVALID_RESOURCE");
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void anExportMayNameOnlyAPrincipalThatItsAuthorMayActAs() {
        String export =
                "{kind: Export, name: owner, spec: {query: select 1, principal: nightly, purpose: p}}";
        RunningScan.Answer refused =
                scan.http("PUT", "/v1/resources/export/owner", "owner", export, Map.of());
        assertThat(refused.code()).isEqualTo("PERMISSION_DENIED");
        assertThat(refused.json().path("detail").asText()).contains("act_as").contains("nightly");
        assertThat(
                        scan.http("PUT", "/v1/resources/export/owner", "admin", export, Map.of())
                                .status())
                .isEqualTo(200);
    }

    @Test
    void historyIsTheChangesTheLatestFirst() {
        put("salaries", CLOSED.replace("spec:", "description: pay\nspec:"), Map.of());
        scan.http("DELETE", ROOT + "/salaries", "admin", "", Map.of());
        JsonNode events = scan.get(ROOT + "/salaries/history", "admin").json().path("events");
        assertThat(events.findValuesAsText("operation")).containsExactly("deleted", "put", "put");
        assertThat(events.path(0).path("author").asText()).isEqualTo("issuer|admin");
        assertThat(scan.get(ROOT + "/never/history", "admin").status()).isEqualTo(404);
    }

    @Test
    void searchFindsInEverythingThatTheCallerSees() {
        for (String words :
                List.of("orders", "ORDERED", "crm", "domain.sales", "name", "crm name")) {
            String path = "/v1/search?q=" + words.replace(" ", "%20");
            assertThat(names(scan.get(path, "reader"))).as(words).containsExactly("open_orders");
        }
    }

    @Test
    void searchIsForThePurposeThatIsClaimed() {
        scan.get("/v1/search?q=orders&purpose=research", "reader");
        assertThat(scan.policy.asked)
                .isNotEmpty()
                .extracting(DecisionRequest::purpose)
                .containsOnly("research");
    }

    @Test
    void searchFindsViewsByTheColumnsThatTheyShow() {
        scan.declare(
                "{kind: Dataset, name: open_view, spec: {query: \"select name as client from shop.public.open_orders\"}}");
        scan.declare(
                "{kind: Dataset, name: open_secret, spec: {query: \"select secret as shade from shop.public.open_orders\"}}");
        assertThat(names(scan.get("/v1/search?q=client", "reader"))).containsExactly("open_view");
        assertThat(names(scan.get("/v1/search?q=name%20open_view", "reader")))
                .containsExactly("open_view");
        assertThat(names(scan.get("/v1/search?q=shade", "reader"))).isEmpty();
        assertThat(names(scan.get("/v1/search?q=moon", "reader"))).isEmpty();
        assertThat(names(scan.get("/v1/search?q=shade", "admin"))).containsExactly("open_secret");
    }

    @Test
    void searchFindsViewsByNoNameOverATableThatIsHiddenAndByNoTextOfTheirSql() {
        scan.declare(
                "{kind: Dataset, name: open_count, spec: {query: \"select 'x' as falcon from shop.public.salaries\"}}");
        scan.declare(
                "{kind: Dataset, name: open_text, spec: {query: \"select name as bird from shop.public.open_orders where name = 'known as eagle' -- as hawk\"}}");
        assertThat(names(scan.get("/v1/search?q=bird", "reader"))).containsExactly("open_text");
        assertThat(names(scan.get("/v1/search?q=falcon", "reader"))).isEmpty();
        for (String hidden : List.of("eagle", "hawk")) {
            assertThat(names(scan.get("/v1/search?q=" + hidden, "reader"))).as(hidden).isEmpty();
        }
    }

    @Test
    void searchDoesNotFindWhatIsHidden() {
        assertThat(names(scan.get("/v1/search?q=moon", "admin"))).containsExactly("open_orders");
        assertThat(names(scan.get("/v1/search?q=moon", "reader"))).isEmpty();
        assertThat(names(scan.get("/v1/search?q=salaries", "reader"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/search", "/v1/search?q=", "/v1/search?q=%20"})
    void searchNeedsWords(String path) {
        assertThat(scan.get(path, "admin").code()).isEqualTo("INVALID_REQUEST");
        assertThat(scan.get("/v1/search?q=" + "x".repeat(201), "admin").code())
                .isEqualTo("INVALID_REQUEST");
    }

    @ParameterizedTest
    @EnumSource(ResourceKind.class)
    void everyKindHasItsSchemaForEditors(ResourceKind kind) {
        assertThat(scan.get("/v1/schemas", "").json().path("kinds"))
                .extracting(JsonNode::asText)
                .contains(kind.path());
        RunningScan.Answer answer = scan.get("/v1/schemas/" + kind.path(), "");
        assertThat(answer.json().at("/properties/kind/const").asText()).isEqualTo(kind.text());
        assertThat(scan.get("/v1/schemas/robot", "").status()).isEqualTo(404);
    }

    @Test
    void whatIsWrongWithAResourceIsToldWithItsPlace() {
        RunningScan.Answer answer =
                put("salaries", CLOSED.replace("type: bigint", "type: money"), Map.of());
        assertThat(answer.json().path("detail").asText())
                .startsWith("dataset/salaries: spec.columns[0].type is no type")
                .endsWith("(line 3)");
        assertThat(answer.json().path("position").path("line").asInt()).isEqualTo(3);
    }

    private RunningScan.Answer put(String name, String body, Map<String, String> headers) {
        return scan.http("PUT", ROOT + "/" + name, "admin", body, headers);
    }

    private static List<String> names(RunningScan.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        answer.json().path("resources").forEach(r -> names.add(r.path("name").asText()));
        return names;
    }
}
