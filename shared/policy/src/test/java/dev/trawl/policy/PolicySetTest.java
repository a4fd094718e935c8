package dev.trawl.policy;

import static dev.trawl.policy.Fixture.BOOKINGS;
import static dev.trawl.policy.Fixture.compiled;
import static dev.trawl.policy.Fixture.decide;
import static dev.trawl.policy.Fixture.policy;
import static dev.trawl.policy.Fixture.principal;
import static dev.trawl.policy.Fixture.purpose;
import static dev.trawl.policy.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PolicySetTest {
    private static final Principal OPS =
            principal(
                    Set.of("ops"),
                    Map.of(
                            "station", new Claim.Text("OSL"),
                            "department", new Claim.Text("ops"),
                            "stations", new Claim.Texts(List.of("OSL", "BGO")),
                            "level", new Claim.Numeric(new BigDecimal("3"))));
    private static final Principal NOBODY = principal(Set.of(), Map.of());

    @Test
    void withoutARuleATableDoesNotExist() {
        assertThat(text(decide(compiled(), OPS))).isEqualTo("unknown");
    }

    @Test
    void aRuleThatAllowsShowsClassifiedColumns() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                "rules: [{ resources: [bookings.public.*], subjects: { groups: [ops] } }]"));
        assertThat(text(decide(policies, OPS)))
                .isEqualTo(
                        """
                        permit
                        id
                        origin
                        email
                        fare
                        photo\
                        """);
        assertThat(text(decide(policies, NOBODY))).isEqualTo("unknown");
    }

    @Test
    void anUnclassifiedColumnIsShownOnlyByName() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                """
                                rules:
                                  - resources: [bookings.public.*]
                                    columns: { include: ["i*", notes] }
                                    subjects: { any: true }\
                                """));
        assertThat(text(decide(policies, OPS))).isEqualTo("permit\nid\nnotes");
    }

    @Test
    void tablesAndTagsSelectTogether() {
        String rule = "rules: [{ resources: [%s], subjects: { any: true } }]";
        for (String selector :
                List.of(
                        "{ tables: [x.*, bookings.*] }",
                        "{ tags: [domain.*] }",
                        "{ table: bookings.*, tags: [domain.flights] }")) {
            assertThat(text(decide(compiled(policy("p", rule.formatted(selector))), OPS)))
                    .as(selector)
                    .startsWith("permit");
        }
        for (String selector :
                List.of(
                        "{ tables: [x.*] }",
                        "{ table: bookings.*, tags: [domain.flights, other] }")) {
            assertThat(text(decide(compiled(policy("p", rule.formatted(selector))), OPS)))
                    .as(selector)
                    .isEqualTo("unknown");
        }
    }

    @Test
    void groupsMayBeQualifiedByIssuer() {
        PolicySet right = compiled(policy("p", allow("groups: ['https://issuer|ops']")));
        PolicySet wrong = compiled(policy("p", allow("groups: ['https://other|ops']")));
        assertThat(text(decide(right, OPS))).startsWith("permit");
        assertThat(text(decide(wrong, OPS))).isEqualTo("unknown");
    }

    @Test
    void aFilterBindsAttributesOfThePrincipal() {
        PolicySet policies = compiled(policy("p", filtered("origin = principal.station")));
        assertThat(text(decide(policies, OPS))).startsWith("permit\nrows eq(origin,osl)\n");
    }

    @Test
    void anAttributeWithSeveralValuesEqualsAnyOfThem() {
        PolicySet in = compiled(policy("p", filtered("origin = principal.stations")));
        assertThat(text(decide(in, OPS))).startsWith("permit\nrows origin in [osl, bgo]\n");
        PolicySet notIn = compiled(policy("p", filtered("origin <> principal.stations")));
        assertThat(text(decide(notIn, OPS))).startsWith("permit\nrows not(origin in [osl, bgo])\n");
        PolicySet less = compiled(policy("p", filtered("origin < principal.stations")));
        assertThat(text(decide(less, OPS))).startsWith("permit\nrows false\n");
    }

    @Test
    void aDeclaredAttributeHasItsType() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                """
                                attributes: { level: bigint }
                                rules:
                                  - resources: [bookings.public.*]
                                    subjects: { any: true }
                                    rowFilter: fare < principal.level\
                                """));
        assertThat(text(decide(policies, OPS))).startsWith("permit\nrows lt(fare,3)\n");
        assertThat(text(decide(policies, NOBODY))).startsWith("permit\nrows false\n");
    }

    @Test
    void textThatLooksLikeAnAttributeStaysText() {
        PolicySet policies = compiled(policy("p", filtered("origin = 'principal.station'")));
        assertThat(text(decide(policies, OPS))).contains("rows eq(origin,principal.station)");
    }

    @Test
    void filtersOfSeveralRulesAreOred() {
        PolicySet policies =
                compiled(
                        policy("a", filtered("origin = 'OSL'")),
                        policy("b", filtered("fare < 10")));
        assertThat(text(decide(policies, OPS)))
                .startsWith("permit\nrows or(eq(origin,osl),lt(fare,10))\n");
    }

    @Test
    void mandatoryFiltersAreAndedOnTop() {
        PolicySet policies =
                compiled(
                        policy("a", allow("any: true")),
                        policy("b", restrict("mandatoryFilter: fare < 10")),
                        policy("c", restrict("mandatoryFilter: origin = principal.station")));
        assertThat(text(decide(policies, OPS)))
                .startsWith("permit\nrows and(eq(origin,osl),lt(fare,10))\n");
        assertThat(text(decide(policies, NOBODY))).startsWith("permit\nrows false\n");
    }

    @Test
    void anyDenyWins() {
        PolicySet policies =
                compiled(
                        policy("a", allow("any: true")),
                        policy(
                                "b",
                                """
                                rules:
                                  - { name: stop, effect: deny, actions: [read], resources: [bookings.*] }\
                                """));
        assertThat(text(decide(policies, OPS))).isEqualTo("deny: read is denied by rule b.stop");
    }

    @Test
    void aDenyOfDescribeHidesTheTable() {
        PolicySet policies =
                compiled(
                        policy("a", allow("any: true")),
                        policy("b", "rules: [{ effect: deny, resources: [bookings.*] }]"));
        assertThat(text(decide(policies, OPS))).isEqualTo("unknown");
    }

    @Test
    void aDenyWithColumnsHidesThem() {
        PolicySet policies =
                compiled(
                        policy("a", allow("any: true")),
                        policy(
                                "b",
                                "rules: [{ effect: deny, resources: [bookings.*], columns: { tags: [pii.*, finance] } }]"));
        assertThat(text(decide(policies, OPS))).isEqualTo("permit\nid\norigin");
    }

    @Test
    void theLowestPriorityWinsAndATieIsStrict() {
        PolicySet policies =
                compiled(
                        policy("a", allow("any: true")),
                        policy(
                                "b",
                                masks(
                                        "{ columns: [email], mask: { type: partial, first: 1 }, priority: 20 }")),
                        policy(
                                "c",
                                masks(
                                        "{ tags: [pii.email], mask: { type: hash, domain: person }, priority: 20 }")),
                        policy("d", masks("{ columns: ['*'], mask: 'null', priority: 30 }")));
        assertThat(text(decide(policies, OPS))).contains("\nemail: hash[domain=person]\n");
    }

    @Test
    void passThroughAtALowerNumberExempts() {
        PolicySet policies =
                compiled(
                        policy("a", masks("{ tags: [pii.email], mask: redact }")),
                        policy("b", allow("any: true")),
                        policy(
                                "c",
                                """
                                rules:
                                  - resources: [bookings.*]
                                    subjects: { groups: [ops] }
                                    masks: [{ columns: [email], mask: pass_through, priority: 10 }]\
                                """));
        assertThat(text(decide(policies, OPS))).contains("\nemail\n");
        assertThat(text(decide(policies, NOBODY)))
                .contains("\nemail: redact[replacement=redacted]\n");
    }

    @Test
    void masksHoldInTheRowsThatTheirRuleAdmits() {
        PolicySet policies =
                compiled(
                        policy("a", filtered("origin = 'OSL'")),
                        policy(
                                "b",
                                """
                                rules:
                                  - resources: [bookings.*]
                                    subjects: { any: true }
                                    rowFilter: fare < 10
                                    masks: [{ columns: [email], mask: redact }]\
                                """));
        assertThat(text(decide(policies, OPS)))
                .contains("\nemail: redact[replacement=redacted] when is_true(lt(fare,10))\n");
    }

    @Test
    void aRowShowsNothingOfAColumnThatOnlyAnotherRuleShows() {
        PolicySet policies =
                compiled(
                        policy("a", filtered("origin = 'OSL'")),
                        policy(
                                "b",
                                """
                                rules:
                                  - resources: [bookings.*]
                                    subjects: { any: true }
                                    columns: { include: [id] }\
                                """));
        assertThat(text(decide(policies, OPS)))
                .isEqualTo(
                        """
                        permit
                        id
                        origin: null[] when not(is_true(eq(origin,osl)))
                        email: null[] when not(is_true(eq(origin,osl)))
                        fare: null[] when not(is_true(eq(origin,osl)))
                        photo: null[] when not(is_true(eq(origin,osl)))\
                        """);
    }

    @Test
    void aMaskThatNeedsTextHidesWhatHasNone() {
        PolicySet policies =
                compiled(
                        policy("a", allow("any: true")),
                        policy(
                                "b",
                                masks(
                                        "{ tags: [pii.photo], mask: { type: hash, domain: person } }")));
        TableDecision decision = decide(policies, OPS);
        assertThat(text(decision)).endsWith("\nphoto: null[]");
        assertThat(((Decision.Permit) decision.outcome()).fields())
                .contains(new Field("photo", Type.Simple.VARBINARY));
    }

    @Test
    void aRestrictingFilterThatIsUnknownMasks() {
        PolicySet policies =
                compiled(
                        policy("a", allow("any: true")),
                        policy(
                                "b",
                                restrict(
                                        "rowFilter: origin = principal.station\n    masks: [{ columns: [email], mask: 'null' }]")));
        assertThat(text(decide(policies, OPS)))
                .contains("\nemail: null[] when not(is_false(eq(origin,osl)))\n");
        assertThat(text(decide(policies, NOBODY))).contains("\nemail: null[]\n");
    }

    @Test
    void conditionsSeePrincipalPurposeResourceAndRequest() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                conditional(
                                        "principal.department == 'ops' && purpose == 'delays'"
                                                + " && resource.table == 'bookings'"
                                                + " && 'domain.flights' in resource.tags"
                                                + " && request.time < timestamp('2026-03-01T12:00:01Z')"
                                                + " && request.action == 'read' && 'ops' in principal.groups"
                                                + " && principal.level >= 3")),
                        policy(
                                "d",
                                "rules: [{ resources: [bookings.*], actions: [describe], subjects: { any: true } }]"),
                        purpose("delays"));
        assertThat(text(decide(policies, OPS, "delays", Action.READ, BOOKINGS)))
                .startsWith("permit");
        assertThat(text(decide(policies, OPS)))
                .startsWith("deny: no rule that allows read matches");
    }

    @Test
    void aConditionThatFailsAllowsNothingDeniesAndFiltersAll() {
        String failing = "principal.missing == 'x'";
        assertThat(text(decide(compiled(policy("p", conditional(failing))), OPS)))
                .isEqualTo("unknown");
        PolicySet denied =
                compiled(
                        policy("a", allow("any: true")),
                        policy(
                                "b",
                                "rules: [{ name: stop, effect: deny, actions: [read], resources: [bookings.*], condition: \""
                                        + failing
                                        + "\" }]"));
        assertThat(text(decide(denied, OPS))).startsWith("deny: read is denied by rule b.stop");
        PolicySet filtered =
                compiled(
                        policy("a", allow("any: true")),
                        policy(
                                "b",
                                restrict(
                                        "condition: \""
                                                + failing
                                                + "\"\n    mandatoryFilter: fare < 10")));
        assertThat(text(decide(filtered, OPS))).startsWith("permit\nrows false\n");
    }

    @Test
    void thePolicyOfTheSeedsIsAccepted() {
        PolicySet policies =
                compiled(
                        policy(
                                "sales_access",
                                """
                                type: data
                                rules:
                                  - resource: "urn:dataos:depot:bookings"
                                    actions: [read]
                                    subjects:
                                      - "users:dataos:analyst"
                                    conditions:
                                      - "department == 'sales'"
                                """));
        Map<String, Claim> sales = Map.of("department", new Claim.Text("sales"));
        Set<String> analyst = Set.of("users:dataos:analyst");
        assertThat(text(decide(policies, principal(analyst, sales)))).startsWith("permit");
        assertThat(text(decide(policies, principal(Set.of(), sales)))).isEqualTo("unknown");
        assertThat(text(decide(policies, principal(analyst, Map.of())))).isEqualTo("unknown");
    }

    @Test
    void aRuleForAPurposeNeedsIt() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                """
                                rules:
                                  - { name: see, resources: [bookings.*], actions: [describe], subjects: { any: true } }
                                  - { name: use, resources: [bookings.*], subjects: { any: true }, purposes: [delays] }\
                                """),
                        purpose("delays"));
        assertThat(text(decide(policies, OPS)))
                .isEqualTo(
                        "deny: no rule that allows read matches: rule p.use needs the purpose"
                                + " delays");
        assertThat(text(decide(policies, OPS, "delays", Action.READ, BOOKINGS)))
                .startsWith("permit");
    }

    @Test
    void purposesAreDeclaredAndClaimable() {
        PolicySet policies = compiled(purpose("delays"), purpose("billing"));
        assertThat(policies.purpose(OPS, null)).contains("delays");
        assertThat(policies.purpose(OPS, "delays")).contains("delays");
        assertThat(policies.purpose(principal(Set.of("planners"), Map.of()), "billing"))
                .contains("billing");
        for (String refused : List.of("billing", "other")) {
            assertThatExceptionOfType(TrawlException.class)
                    .isThrownBy(() -> policies.purpose(OPS, refused))
                    .matches(e -> e.code() == ErrorCode.PERMISSION_DENIED)
                    .withMessageStartingWith(
                            "the purpose '%s' is not declared, or not".formatted(refused));
        }
    }

    @Test
    void aViewIsOnlyAllowedOrDenied() {
        PolicySet policies =
                compiled(policy("p", "rules: [{ resources: [sales.*], subjects: { any: true } }]"));
        TableDecision decision = decide(policies, OPS, null, Action.READ, Fixture.VIEW);
        assertThat(decision.outcome()).isInstanceOf(Decision.Permit.class);
        assertThat(decision.relation()).isNull();
    }

    @Test
    void aWholeSourceIsScannedUnderARuleForIt() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                "rules: [{ resources: [bookings.*], actions: [scan], subjects: { groups: [ops] } }]"));
        TableName source = new TableName("bookings", "*", "*");
        assertThat(decide(policies, OPS, null, Action.SCAN, source).outcome())
                .isInstanceOf(Decision.Permit.class);
        assertThat(text(decide(policies, OPS, null, Action.SCAN, BOOKINGS))).endsWith("\nnotes");
        assertThat(decide(policies, NOBODY, null, Action.SCAN, source).outcome())
                .isInstanceOf(Decision.Unknown.class);
    }

    @Test
    void administrationIsARuleOverKinds() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                """
                                rules:
                                  - resources: [{ kind: Dataset }, { kind: Policy, name: "sales_*" }]
                                    actions: [administer]
                                    subjects: { groups: [ops] }\
                                """));
        assertThat(policies.permits(OPS, Action.ADMINISTER, "Dataset", "x", Fixture.NOON)).isTrue();
        assertThat(policies.permits(OPS, Action.ADMINISTER, "Policy", "sales_a", Fixture.NOON))
                .isTrue();
        assertThat(policies.permits(OPS, Action.ADMINISTER, "Policy", "hr", Fixture.NOON))
                .isFalse();
        assertThat(policies.permits(NOBODY, Action.ADMINISTER, "Dataset", "x", Fixture.NOON))
                .isFalse();
        assertThat(text(decide(policies, OPS))).isEqualTo("unknown");
        TableName dataset = TableName.parse("resource.Dataset.x");
        assertThat(text(decide(policies, OPS, null, Action.ADMINISTER, dataset)))
                .isEqualTo("permit");
        assertThat(text(decide(policies, NOBODY, null, Action.ADMINISTER, dataset)))
                .isEqualTo(
                        "deny: no rule that allows administer matches: rule p.rule_1 is for group"
                                + " ops");
        assertThat(text(decide(policies, OPS, null, Action.ADMINISTER, BOOKINGS)))
                .isEqualTo("unknown");
    }

    @Test
    void allThatARuleWouldNeedIsTold() {
        PolicySet policies =
                compiled(
                        policy(
                                "p",
                                """
                                rules:
                                  - resources: [bookings.*]
                                    subjects: { groups: [ops] }
                                    destinations: ["s3://eu-*"]
                                    condition: principal.department == 'ops'\
                                """));
        assertThat(decide(policies, NOBODY).findings())
                .extracting(RuleFinding::text)
                .containsExactly(
                        "is for group ops, is for the destinations s3://eu-*, has the condition"
                                + " principal.department == 'ops'");
    }

    @Test
    void aSnapshotDecidesAlikeWithoutReadingSql() {
        PolicySet policies = compiled(policy("p", filtered("origin = principal.station")));
        String json = PolicySnapshot.write(policies);
        PolicySet loaded =
                PolicySnapshot.read(
                        json,
                        (_, _) -> {
                            throw new AssertionError("compiled again");
                        });
        assertThat(text(decide(loaded, OPS))).isEqualTo(text(decide(policies, OPS)));
        assertThat(PolicySnapshot.write(loaded)).isEqualTo(json);
    }

    @Test
    void aBrokenSnapshotIsUnavailable() {
        for (String broken :
                List.of(
                        "",
                        "{}",
                        "{\"v\":2,\"resources\":[],\"filters\":[]}",
                        "{\"v\":1,\"resources\":[{\"kind\":\"policy\",\"name\":\"p\",\"spec\":\"{\\\"unknown\\\":1}\"}],\"filters\":[]}")) {
            assertThatExceptionOfType(TrawlException.class)
                    .as(broken)
                    .isThrownBy(() -> PolicySnapshot.read(broken, new TinySql()))
                    .matches(e -> e.code() == ErrorCode.POLICY_UNAVAILABLE);
        }
    }

    private static String allow(String subjects) {
        return "rules: [{ resources: [bookings.*], subjects: { %s } }]".formatted(subjects);
    }

    private static String filtered(String filter) {
        return "rules: [{ resources: [bookings.*], subjects: { any: true }, rowFilter: \"%s\" }]"
                .formatted(filter);
    }

    private static String conditional(String condition) {
        return "rules: [{ resources: [bookings.*], actions: [read], subjects: { any: true }, condition: \"%s\" }]"
                .formatted(condition);
    }

    private static String masks(String masks) {
        return "rules: [{ effect: restrict, resources: [bookings.*], masks: [%s] }]"
                .formatted(masks);
    }

    private static String restrict(String body) {
        return "rules:\n  - effect: restrict\n    resources: [bookings.*]\n    " + body;
    }
}
