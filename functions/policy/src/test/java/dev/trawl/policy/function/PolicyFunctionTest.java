package dev.trawl.policy.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PolicyFunctionTest {
    private static final TableName BOOKINGS = Fleet.BOOKINGS;
    private static final String BUNDLE =
            """
            kind: Source
            name: bookings
            spec: { kind: jdbc }
            ---
            kind: Dataset
            name: bookings
            spec:
              source: bookings
              columns:
                - { name: id, type: bigint }
                - { name: origin, type: varchar }
                - { name: email, type: varchar, tags: [pii.email] }
            ---
            kind: Policy
            name: analysts
            spec:
              rules:
                - name: own
                  resources: ["bookings.public.*"]
                  subjects: { groups: [ada] }
                  rowFilter: "origin = principal.station"
                  masks: [{ tags: ["pii.*"], mask: { type: hash, domain: person } }]
                - name: stewards
                  resources: [{ kind: Dataset }, { kind: Policy }, { kind: Export }]
                  actions: [administer]
                  subjects: { groups: [steward] }
            ---
            kind: Principal
            name: nightly
            spec: { groups: [ada], claims: { station: OSL } }
            """;
    private final RunningFunction running = new RunningFunction();

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void changesAreRecordedBeforeTheyAreMade() {
        apply("root", BUNDLE);
        assertThat(recorded())
                .singleElement()
                .asString()
                .contains("\"kind\":\"change\"", "|root\"", "\"policy/analysts\":\"put\"");
    }

    @Test
    void whatAdministratorsLookAtOrTryIsRecordedAndWhatOthersAreRefused() {
        running.http("POST", "/v1/apply?dryRun=true", "root", BUNDLE);
        running.http("GET", "/v1/resources/policy", "root", "");
        running.http("DELETE", "/v1/resources/policy/analysts", "ada", "");
        running.http("POST", "/v1/decisions", "ada", "{}");
        assertThat(recorded())
                .satisfiesExactly(
                        tried ->
                                assertThat(tried)
                                        .contains(
                                                "\"kind\":\"administration\"",
                                                "\"action\":\"POST /v1/apply\"",
                                                "|root\""),
                        looked ->
                                assertThat(looked)
                                        .contains("\"action\":\"GET /v1/resources/policy\""),
                        refused ->
                                assertThat(refused)
                                        .contains(
                                                "\"code\":\"PERMISSION_DENIED\"",
                                                "\"path\":\"/v1/resources/policy/analysts\"",
                                                "|ada\""),
                        explained ->
                                assertThat(explained)
                                        .contains("\"kind\":\"decision\"", "\"explained\":"));
    }

    private List<String> recorded() {
        return running.fleet.state.list("audit/log/", 10).stream()
                .map(o -> new String(running.fleet.state.load(o.key()), UTF_8))
                .toList();
    }

    @Test
    void whatIsAppliedIsDecidedByAndItsGrantVerifies() {
        assertThat(running.decide("ada", BOOKINGS).outcomes())
                .containsExactly(new Decision.Unknown(BOOKINGS));
        assertThat(apply("root", BUNDLE).body())
                .startsWith(
                        "{\"sequence\":1,\"unchanged\":0,\"changes\":[{\"operation\":\"created\"");
        Decision decision = running.decide("ada", BOOKINGS);
        assertThat(
                        running.fleet
                                .source("bookings", () -> 0)
                                .verify(String.valueOf(decision.grants().get("bookings")))
                                .relations())
                .hasSize(1);
        assertThat(running.fleet.state.list("audit/log/", 10))
                .as("the decision before, the change, the decision after")
                .hasSize(3);
        assertThat(apply("root", BUNDLE).body())
                .isEqualTo("{\"sequence\":1,\"unchanged\":4,\"changes\":[]}");
    }

    @Test
    void aCallerMayPlanByTheCatalogBefore() {
        String before = running.snapshots.current().hash();
        apply("root", BUNDLE);
        String first = running.snapshots.current().hash();
        assertThat(running.decideAt(before, "ada", BOOKINGS).catalogHash()).isEqualTo(before);
        apply("root", BUNDLE.replace("type: bigint", "type: integer"));
        assertThat(running.decideAt(first, "ada", BOOKINGS).grants()).isNotEmpty();
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> running.decideAt(before, "ada", BOOKINGS))
                .withMessage("the catalog was changed meanwhile; plan again")
                .matches(e -> e.code() == ErrorCode.CONFLICT);
    }

    @Test
    void aDryRunChangesNothing() {
        assertThat(running.http("POST", "/v1/apply?dryRun=true", "root", BUNDLE).body())
                .contains("\"operation\":\"created\",\"kind\":\"policy\",\"name\":\"analysts\"");
        assertThat(running.decide("ada", BOOKINGS).outcomes())
                .containsExactly(new Decision.Unknown(BOOKINGS));
    }

    @Test
    void aBundleMayBeJson() {
        assertThat(
                        apply(
                                        "root",
                                        " {\n\"resources\":[{\"kind\":\"Purpose\",\"name\":\"delays\","
                                                + "\"spec\":{}}]}")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void aBundleWhosePoliciesDoNotCompileIsRefusedWhole() {
        apply("root", BUNDLE);
        RunningFunction.Answer refused =
                apply(
                        "root",
                        """
                        kind: Dataset
                        name: bookings
                        spec: { source: bookings, columns: [{ name: id, type: bigint }] }
                        ---
                        kind: Policy
                        name: other
                        spec: { rules: [{ resource: x, condition: "1 +" }] }
                        """);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains(
                        "policy/analysts: rule own, rowFilter: for table bookings.public.bookings",
                        "policy/other: rule rule_1, condition: ERROR",
                        "policy/other: spec.rules[0].subjects: is missing");
        assertThat(running.decide("ada", BOOKINGS).grants()).containsOnlyKeys("bookings");
    }

    @Test
    void onlyWhomARuleLetsMayChangeAndOnlyThat() {
        apply("root", BUNDLE);
        assertThat(apply("ada", BUNDLE).status()).isEqualTo(403);
        String dataset =
                """
                kind: Dataset
                name: late
                spec: { query: "SELECT 1" }\
                """;
        assertThat(apply("steward", dataset).status()).isEqualTo(200);
        assertThat(apply("steward", dataset + "\n---\nkind: Purpose\nname: p\nspec: {}").body())
                .contains("Purpose 'p' may be changed by administrators");
        assertThat(
                        apply(
                                        "steward",
                                        """
                                        kind: Policy
                                        name: mine
                                        spec: { rules: [{ resources: [{ kind: "*" }], actions: [administer], subjects: { groups: [steward] } }] }\
                                        """)
                                .body())
                .contains("policy 'mine' gives the action administer or act_as");
        assertThat(
                        apply(
                                        "steward",
                                        """
                                        kind: Export
                                        name: daily
                                        spec: { query: select 1, principal: nightly }\
                                        """)
                                .body())
                .contains("running as principal 'nightly' needs a rule with the action act_as");
    }

    @Test
    void governedKindsAreReadAndWrittenOneByOne() {
        apply("root", BUNDLE);
        RunningFunction.Answer read =
                running.http("GET", "/v1/resources/principal/nightly", "root", "");
        assertThat(read.body()).startsWith("{\"kind\":\"Principal\",\"name\":\"nightly\"");
        assertThat(running.http("GET", "/v1/resources/principal", "root", "").body())
                .startsWith("{\"resources\":[{\"kind\":\"Principal\"");
        assertThat(running.http("GET", "/v1/resources/principal", "ada", "").body())
                .isEqualTo("{\"resources\":[]}");
        assertThat(running.http("GET", "/v1/resources/principal/nightly", "ada", "").status())
                .isEqualTo(403);

        String changed = "{\"kind\":\"Principal\",\"name\":\"nightly\",\"spec\":{\"groups\":[]}}";
        String path = "/v1/resources/principal/nightly";
        assertThat(
                        running.http("PUT", path, "root", changed, Map.of("if-match", "\"old\""))
                                .status())
                .isEqualTo(409);
        assertThat(running.http("PUT", path, "root", changed).body()).contains("\"changed\"");
        assertThat(running.http("PUT", "/v1/resources/principal/other", "root", changed).body())
                .contains("the body is the one resource that the path names, principal/other");
        assertThat(running.http("DELETE", path, "root", "").body()).contains("\"deleted\"");
        assertThat(running.http("DELETE", path, "root", "").status()).isEqualTo(404);
        assertThat(running.http("GET", path + "/history", "root", "").body())
                .contains(
                        "\"operation\":\"deleted\"", "\"author\":\"https://issuer.example|root\"");
    }

    @Test
    void machinesHaveADoorOfTheirOwn() {
        apply("root", BUNDLE);
        DecisionRequest.Credential machine = new DecisionRequest.Credential.Machine("nightly");
        assertThat(running.decide(Caller.MACHINE, machine, BOOKINGS).principal())
                .isEqualTo("trawl|nightly");
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> running.decide(Caller.ANY, machine, BOOKINGS))
                .matches(e -> e.code() == ErrorCode.UNAUTHENTICATED);
        assertThat(Caller.of("arn:aws:lambda:eu-north-1:1:function:trawl-policy:machine"))
                .isEqualTo(Caller.MACHINE);
        for (String other :
                List.of(
                        "arn:aws:lambda:eu-north-1:1:function:trawl-policy",
                        "arn:aws:lambda:eu-north-1:1:function:trawl-policy:live",
                        "arn:aws:lambda:eu-north-1:1:function:machine",
                        "")) {
            assertThat(Caller.of(other)).as(other).isEqualTo(Caller.ANY);
        }
    }

    @Test
    void anUnreadablePointerDeniesEverything() {
        running.snapshots.current();
        running.items.put(new ItemTable.Key("catalog", "head"), ItemTable.ABSENT, "{}", null);
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> running.decide("ada", BOOKINGS))
                .withMessage("the policies in force cannot be read; everything is denied")
                .matches(e -> e.code() == ErrorCode.POLICY_UNAVAILABLE);
    }

    @Test
    void anUnreadableEpochDeniesEverything() {
        running.items.put(new ItemTable.Key("policy", "epoch"), ItemTable.ABSENT, "{}", null);
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> running.decide("ada", BOOKINGS))
                .matches(e -> e.code() == ErrorCode.POLICY_UNAVAILABLE);
    }

    private RunningFunction.Answer apply(String subject, String bundle) {
        return running.http("POST", "/v1/apply", subject, bundle);
    }
}
