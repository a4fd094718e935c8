package dev.trawl.policy.function;

import static dev.trawl.policy.function.Fleet.BOOKINGS;
import static dev.trawl.policy.function.Fleet.FLIGHTS;
import static dev.trawl.policy.function.Fleet.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.auth.PolicyEpoch;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.policy.PolicyResource;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PolicyServiceTest {
    private static final PolicyResource ANALYSTS =
            policy(
                    "analysts",
                    """
                    rules:
                      - name: own_station
                        actions: [read, export]
                        resources: [bookings.public.*]
                        subjects: { groups: [ops] }
                        rowFilter: "origin = principal.station"
                        masks: [{ tags: [pii.email], mask: { type: hash, domain: person } }]
                      - name: all_flights
                        resources: [flights.public.*]
                        subjects: { groups: [ops] }\
                    """);
    private final Fleet fleet = new Fleet();

    @Test
    void aDecisionFiltersMasksAndSignsAGrantPerSource() {
        fleet.apply(ANALYSTS);
        TableName missing = TableName.parse("bookings.public.missing");
        Decision decision =
                fleet.service.decide(
                        fleet.request(fleet.token("ada", "ops"), BOOKINGS, missing, FLIGHTS),
                        Caller.ANY);

        assertThat(decision.principal()).isEqualTo(TestKeys.ISSUER + "|ada");
        assertThat(decision.grants()).containsOnlyKeys("bookings", "flights");
        assertThat(decision.outcomes().get(1)).isEqualTo(new Decision.Unknown(missing));
        assertThat(((Decision.Permit) decision.outcomes().getFirst()).fields())
                .containsExactly(
                        new Field("id", Type.Simple.BIGINT),
                        new Field("origin", Type.Simple.VARCHAR),
                        new Field("email", Type.Simple.VARCHAR));
        Grant grant = fleet.source("bookings", () -> 0).verify(bookings(decision));
        GrantedRelation relation = grant.relations().getFirst();
        assertThat(relation.rowFilter()).isNotNull();
        assertThat(relation.columns().get(2).masks().getFirst().mask())
                .isEqualTo(new Mask.Hash("person"));
        assertThat(grant.purpose()).isNull();
        assertThat(grant.writePrefix())
                .isEqualTo(
                        "state/spill/bookings/%s/q1/"
                                .formatted(
                                        Hashes.sha256(TestKeys.ISSUER + "|ada").substring(0, 16)));
    }

    @Test
    void everyDecisionIsRecordedWithItsGrantsBeforeTheyAreGiven() {
        fleet.apply(ANALYSTS);
        DecisionRequest request = fleet.request(fleet.token("ada", "ops"), BOOKINGS);
        fleet.service.decide(request, Caller.ANY);
        fleet.service.decide(request, Caller.ANY);
        assertThat(fleet.state.list("audit/log/", 10))
                .extracting(o -> o.key())
                .containsExactly(
                        "audit/log/2026-03-01/policy-1/0000000001.json",
                        "audit/log/2026-03-01/policy-1/0000000002.json");
        assertThat(
                        new String(
                                fleet.state.load("audit/log/2026-03-01/policy-1/0000000002.json"),
                                StandardCharsets.UTF_8))
                .contains(
                        "\"kind\":\"decision\"",
                        "\"query\":\"q1\"",
                        "{\"name\":\"id\",\"mask\":null}",
                        "{\"name\":\"email\",\"mask\":\"",
                        "\"grant.bookings\":\"g2\"");
        assertThat(fleet.logged.toString(StandardCharsets.UTF_8))
                .contains("\"message\":\"grant signed\"", "\"queryId\":\"q1\"");
    }

    @Test
    void aTableWithoutARuleIsUnknownAndHasNoGrant() {
        Decision decision =
                fleet.service.decide(
                        fleet.request(fleet.token("ada", "ops"), BOOKINGS), Caller.ANY);
        assertThat(decision.outcomes()).containsExactly(new Decision.Unknown(BOOKINGS));
        assertThat(decision.grants()).isEmpty();
        assertThat(fleet.state.list("audit/log/", 10)).hasSize(1);
    }

    @Test
    void describingGivesNoGrant() {
        fleet.apply(ANALYSTS);
        DecisionRequest read = fleet.request(fleet.token("ada", "ops"), BOOKINGS);
        DecisionRequest describe =
                new DecisionRequest(
                        read.credential(), null, Action.DESCRIBE, "q1", "c1", null, read.tables());
        Decision decision = fleet.service.decide(describe, Caller.ANY);
        assertThat(decision.outcomes().getFirst()).isInstanceOf(Decision.Permit.class);
        assertThat(decision.grants()).isEmpty();
        assertThat(recorded())
                .singleElement()
                .asString()
                .contains(
                        "\"kind\":\"decision\"",
                        "\"action\":\"describe\"",
                        "\"reads\":[{\"table\":\"bookings.public.bookings\",\"columns\":[]")
                .doesNotContain("asked");
    }

    @Test
    void whoMayAdministerWhatIsRecordedAsItIsAnswered() {
        fleet.service.decide(administer("root"), Caller.ANY);
        fleet.service.decide(administer("ada"), Caller.ANY);
        assertThat(recorded())
                .satisfiesExactly(
                        permitted ->
                                assertThat(permitted)
                                        .contains(
                                                "\"action\":\"administer\"",
                                                "\"code\":null",
                                                "\"permitted\":\"Dataset/legs\""),
                        denied ->
                                assertThat(denied)
                                        .contains(
                                                "\"code\":\"PERMISSION_DENIED\"",
                                                "\"denied\":\"Dataset/legs\""));
    }

    @Test
    void askingWhoOneIsDecidesNothing() {
        fleet.service.decide(fleet.request(fleet.token("ada")), Caller.ANY);
        assertThat(recorded()).isEmpty();
    }

    private DecisionRequest administer(String subject) {
        return new DecisionRequest(
                new DecisionRequest.Credential.Token(fleet.token(subject)),
                null,
                Action.ADMINISTER,
                "scan-1",
                "c1",
                null,
                List.of(new TableName("resource", "Dataset", "legs")));
    }

    private List<String> recorded() {
        return fleet.state.list("audit/log/", 10).stream()
                .map(o -> new String(fleet.state.load(o.key()), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aTicketRenewsEqualContentAndEndsOther() {
        fleet.apply(ANALYSTS);
        Decision first =
                fleet.service.decide(
                        fleet.request(fleet.token("ada", "ops"), BOOKINGS), Caller.ANY);
        fleet.clock.advance(Duration.ofMinutes(30));
        DecisionRequest renewal = renewal(first.ticket(), "q1");
        Decision second = fleet.service.decide(renewal, Caller.ANY);
        assertThat(second.contentHash()).isEqualTo(first.contentHash());
        assertThat(second.principal()).isEqualTo(first.principal());

        assertRefused(
                renewal(first.ticket(), "q2"),
                ErrorCode.UNAUTHENTICATED,
                "the ticket is refused: it is for other work");
        fleet.apply(policy("analysts", "rules: []"));
        assertRefused(
                renewal,
                ErrorCode.PERMISSION_DENIED,
                "policy changed while the query ran; run it again to see what is allowed now");
        fleet.clock.advance(Duration.ofMinutes(31));
        assertRefused(
                renewal,
                ErrorCode.UNAUTHENTICATED,
                "the ticket is refused: its deadline has passed");
    }

    @Test
    void aRateIsCountedBeforeAnythingIsGrantedAndNotAgainForRunningWork() {
        fleet.apply(
                policy(
                        "p",
                        """
                        rules:
                          - name: twice
                            resources: [bookings.*]
                            subjects: { any: true }
                            rate: { requests: 1, per: hour }\
                        """));
        DecisionRequest request = fleet.request(fleet.token("ada"), BOOKINGS);
        Decision first = fleet.service.decide(request, Caller.ANY);
        assertThat(fleet.service.decide(request, Caller.ANY).grants()).hasSize(1);
        assertThat(fleet.service.decide(renewal(first.ticket(), "q1"), Caller.ANY).grants())
                .hasSize(1);
        int before = fleet.state.list("audit/log/", 10).size();

        assertRefused(
                new DecisionRequest(
                        request.credential(),
                        null,
                        Action.READ,
                        "q2",
                        "c1",
                        null,
                        request.tables()),
                ErrorCode.RATE_LIMITED,
                "rule p.twice lets a principal make at most 1 request per hour; the next period"
                        + " begins at 2026-03-01T13:00:00Z");
        assertThat(fleet.state.list("audit/log/", 10)).hasSize(before);
    }

    @Test
    void decisionsAreMadeForThePlaceOfTheCallerAndStayWithItsWork() {
        fleet.apply(
                policy(
                        "p",
                        """
                        rules:
                          - name: office
                            resources: [bookings.*]
                            subjects: { any: true }
                            locations: [10.0.0.0/8]\
                        """));
        Decision inside = decideFrom("10.1.2.3");

        assertThat(inside.outcomes().getFirst()).isInstanceOf(Decision.Permit.class);
        assertThat(decideFrom("192.0.2.1").outcomes())
                .as("within the seconds for which decisions are kept")
                .containsExactly(new Decision.Unknown(BOOKINGS));
        assertThat(decideFrom(null).outcomes()).containsExactly(new Decision.Unknown(BOOKINGS));
        assertThat(fleet.service.decide(renewal(inside.ticket(), "q1"), Caller.ANY).contentHash())
                .isEqualTo(inside.contentHash());
    }

    private Decision decideFrom(@Nullable String ip) {
        DecisionRequest request = fleet.request(fleet.token("ada"), BOOKINGS);
        return fleet.service.decide(
                new DecisionRequest(
                        request.credential(),
                        null,
                        Action.READ,
                        "q1",
                        "c1",
                        null,
                        ip,
                        request.tables()),
                Caller.ANY);
    }

    @Test
    void declaredPrincipalsComeThroughTheirOwnDoor() {
        fleet.apply(
                ANALYSTS,
                Fleet.resource(
                        PolicyResource.Kind.PRINCIPAL,
                        "nightly",
                        "{ groups: [ops], claims: { station: OSL } }"));
        DecisionRequest request = machine("nightly");
        assertRefused(
                request,
                ErrorCode.UNAUTHENTICATED,
                "declared principals are accepted only from functions that run jobs");
        Decision decision = fleet.service.decide(request, Caller.MACHINE);
        assertThat(decision.principal()).isEqualTo("trawl|nightly");
        assertThat(decision.grants()).containsOnlyKeys("bookings");
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> fleet.service.decide(machine("other"), Caller.MACHINE))
                .matches(e -> e.code() == ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void anOpenTicketOfAnExportIsDecidedOnOnceTheTablesAreKnown() {
        fleet.apply(
                ANALYSTS,
                Fleet.resource(
                        PolicyResource.Kind.PRINCIPAL,
                        "nightly",
                        "{ groups: [ops], claims: { station: OSL } }"));
        DecisionRequest machine = machine("nightly");
        String open = fleet.service.decide(about(machine, List.of()), Caller.MACHINE).ticket();
        DecisionRequest.Credential shown = new DecisionRequest.Credential.Renewal(open);
        DecisionRequest first =
                new DecisionRequest(
                        shown,
                        null,
                        Action.EXPORT,
                        "q1",
                        "c1",
                        "exports/bucket",
                        List.of(BOOKINGS));

        Decision decision = fleet.service.decide(first, Caller.ANY);

        assertThat(decision.principal()).isEqualTo("trawl|nightly");
        assertThat(decision.grants()).containsOnlyKeys("bookings");
        assertRefused(
                new DecisionRequest(
                        shown, null, Action.EXPORT, "q1", "c1", "exports/other", List.of(BOOKINGS)),
                ErrorCode.PERMISSION_DENIED,
                "policy changed while the query ran; run it again to see what is allowed now");
        assertRefused(
                new DecisionRequest(
                        shown, null, Action.READ, "q1", "c1", "exports/bucket", List.of(BOOKINGS)),
                ErrorCode.UNAUTHENTICATED,
                "the ticket is refused: it is for other work");
        fleet.apply(policy("analysts", "rules: []"));
        assertRefused(
                new DecisionRequest(
                        new DecisionRequest.Credential.Renewal(decision.ticket()),
                        null,
                        Action.EXPORT,
                        "q1",
                        "c1",
                        "exports/bucket",
                        List.of(BOOKINGS)),
                ErrorCode.PERMISSION_DENIED,
                "policy changed while the query ran; run it again to see what is allowed now");
    }

    private static DecisionRequest about(DecisionRequest request, List<TableName> tables) {
        return new DecisionRequest(
                request.credential(),
                request.purpose(),
                request.action(),
                request.queryId(),
                request.catalogHash(),
                request.destination(),
                tables);
    }

    @Test
    void aRevocationMakesGrantsWorthless() {
        fleet.apply(ANALYSTS);
        String grant = bookings(decide());
        PolicyEpoch next = PolicyEpoch.FIRST.revokeAll();
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> fleet.source("bookings", next::floor).verify(grant))
                .withMessage("the grant is refused: it was revoked");
        fleet.head = new Head("c1", "", fleet.head.policyHash(), next);
        fleet.inForce.expire();
        Decision after =
                fleet.service.decide(
                        fleet.request(fleet.token("ada", "ops"), BOOKINGS), Caller.ANY);
        assertThat(after.policyEpoch()).isEqualTo(1);
        fleet.source("bookings", next::floor).verify(bookings(after));
    }

    @Test
    void theLastGoodPoliciesStayForABoundedTime() {
        fleet.apply(ANALYSTS);
        decide();
        fleet.isStoreDown = true;
        fleet.clock.advance(Duration.ofMinutes(5));
        assertThat(decide().grants()).isNotEmpty();
        fleet.clock.advance(Duration.ofSeconds(3));
        assertRefused(
                fleet.request(fleet.token("ada", "ops"), BOOKINGS),
                ErrorCode.POLICY_UNAVAILABLE,
                "the policies in force cannot be read; everything is denied");
        fleet.isStoreDown = false;
        fleet.clock.advance(Duration.ofSeconds(3));
        assertThat(decide().grants()).isNotEmpty();
    }

    @Test
    void withoutPoliciesEverythingIsDenied() {
        fleet.isStoreDown = true;
        assertRefused(
                fleet.request(fleet.token("ada", "ops"), BOOKINGS),
                ErrorCode.POLICY_UNAVAILABLE,
                "the policies in force cannot be read; everything is denied");
    }

    @Test
    void policiesThatAreMissingDoNotReplaceTheLastGoodOnes() {
        fleet.apply(ANALYSTS);
        decide();
        fleet.head = new Head("c1", "", "gone", PolicyEpoch.FIRST);
        fleet.clock.advance(Duration.ofMinutes(1));
        assertThat(decide().grants()).isNotEmpty();
        fleet.clock.advance(Duration.ofMinutes(5));
        assertRefused(
                fleet.request(fleet.token("ada", "ops"), BOOKINGS),
                ErrorCode.POLICY_UNAVAILABLE,
                "the policies in force cannot be read; everything is denied");
    }

    @Test
    void theCatalogIsTheCurrentOneOrTheOneBefore() {
        fleet.apply(ANALYSTS);
        decide();
        fleet.head = new Head("c2", "c1", fleet.head.policyHash(), PolicyEpoch.FIRST);
        DecisionRequest newer = at("c2");
        assertThat(fleet.service.decide(newer, Caller.ANY).catalogHash()).isEqualTo("c2");
        assertThat(fleet.service.decide(at("c1"), Caller.ANY).catalogHash()).isEqualTo("c1");
        assertRefused(
                at("c0"), ErrorCode.CONFLICT, "the catalog was changed meanwhile; plan again");
    }

    @Test
    void queryIdsAreNamesAndNothingElse() {
        for (String id : List.of("", "../x", "a/b", "x".repeat(65), "a b")) {
            DecisionRequest request =
                    new DecisionRequest(
                            new DecisionRequest.Credential.Token(fleet.token("ada")),
                            null,
                            Action.READ,
                            id,
                            "c1",
                            null,
                            List.of());
            assertRefused(
                    request,
                    ErrorCode.INVALID_REQUEST,
                    "a query id has 1 to 64 letters, digits, '-' and '_'");
        }
    }

    @Test
    void tablesAreLimited() {
        TableName[] tables = new TableName[201];
        java.util.Arrays.fill(tables, BOOKINGS);
        assertRefused(
                fleet.request(fleet.token("ada"), tables),
                ErrorCode.REQUEST_TOO_LARGE,
                "the request names 201 tables, the limit is 200 (TRAWL_DECISION_TABLES_MAX)");
    }

    @Test
    void aTokenThatIsNoneIsUnauthenticated() {
        assertRefused(
                fleet.request("no.token.here", BOOKINGS),
                ErrorCode.UNAUTHENTICATED,
                "the token is refused: it is not a signed JWT");
    }

    private static String bookings(Decision decision) {
        return Objects.requireNonNull(decision.grants().get("bookings"));
    }

    private Decision decide() {
        return fleet.service.decide(fleet.request(fleet.token("ada", "ops"), BOOKINGS), Caller.ANY);
    }

    private DecisionRequest at(String catalogHash) {
        return new DecisionRequest(
                new DecisionRequest.Credential.Token(fleet.token("ada", "ops")),
                null,
                Action.READ,
                "q1",
                catalogHash,
                null,
                List.of(BOOKINGS));
    }

    private static DecisionRequest renewal(String ticket, String queryId) {
        return new DecisionRequest(
                new DecisionRequest.Credential.Renewal(ticket),
                null,
                Action.READ,
                queryId,
                "c1",
                null,
                List.of(BOOKINGS));
    }

    private static DecisionRequest machine(String name) {
        return new DecisionRequest(
                new DecisionRequest.Credential.Machine(name),
                null,
                Action.EXPORT,
                "q1",
                "c1",
                "exports/bucket",
                List.of(BOOKINGS));
    }

    private void assertRefused(DecisionRequest request, ErrorCode code, String message) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> fleet.service.decide(request, Caller.ANY))
                .withMessage(message)
                .matches(e -> e.code() == code);
    }
}
