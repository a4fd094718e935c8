package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyLintTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void whatWouldBeRefusedIsAnError() {
        assertThat(lint("rules: [{ resources: [bookings.*], subjects: { any: true }, mask: x }]"))
                .singleElement()
                .asString()
                .startsWith("error policy/p: spec.rules[0]: there is no field 'mask', only [")
                .endsWith("; is 'masks' meant?");
    }

    @Test
    void soundPoliciesHaveNoFindings() {
        assertThat(
                        lint(
                                """
                                rules:
                                  - { resources: [bookings.*], subjects: { groups: [ops] } }
                                  - effect: restrict
                                    resources: [bookings.*]
                                    masks: [{ columns: [email], mask: redact }]\
                                """))
                .isEmpty();
    }

    @Test
    void rulesThatSelectNothingAreTold() {
        assertThat(
                        lint(
                                "rules: [{ resources: [bookings.public.bokings],"
                                        + " subjects: { any: true } }]"))
                .containsExactly(
                        "warning policy/p: rule rule_1: selects no dataset of the catalog, so it"
                                + " never matches; is bookings.public.bookings meant?");
    }

    @Test
    void rulesForNobodyAreTold() {
        assertThat(lint("rules: [{ resources: [bookings.*], subjects: { groups: [] } }]"))
                .containsExactly(
                        "warning policy/p: rule rule_1: is for nobody, so it never matches; name"
                                + " groups, users or claims");
    }

    @Test
    void contradictionsAreTold() {
        assertThat(
                        lint(
                                """
                                rules:
                                  - resources: [bookings.*]
                                    subjects: { any: true }
                                    condition: principal.department == "ops"
                                    conditions: ["department == 'hr'"]\
                                """))
                .containsExactly(
                        "warning policy/p: rule rule_1: never matches: principal.department cannot"
                                + " be both 'ops' and 'hr'; use || or two rules");
    }

    @Test
    void timesThatNeverAreAndThatAreOverAreTold() {
        assertThat(
                        lint(
                                """
                                rules:
                                  - name: never
                                    resources: [bookings.*]
                                    subjects: { groups: [a] }
                                    condition: >-
                                      request.time > timestamp('2027-02-01T00:00:00Z')
                                      && request.time < timestamp('2027-01-01T00:00:00Z')
                                  - name: over
                                    resources: [bookings.*]
                                    subjects: { groups: [b] }
                                    condition: request.time < timestamp("2026-11-01T00:00:00Z")
                                  - name: now
                                    resources: [bookings.*]
                                    subjects: { groups: [c] }
                                    condition: >-
                                      request.time >= timestamp('2026-11-01T00:00:00Z')
                                      && request.time < timestamp('2026-12-01T00:00:00Z')
                                  - name: either
                                    resources: [bookings.*]
                                    subjects: { groups: [d] }
                                    condition: request.time < timestamp('2026-01-01T00:00:00Z') || purpose == ''\
                                """))
                .containsExactly(
                        "warning policy/p: rule never: never matches: request.time cannot be after"
                                + " 2027-02-01T00:00:00Z and before 2027-01-01T00:00:00Z; use || or"
                                + " two rules",
                        "warning policy/p: rule over: never matches: its time was over at"
                                + " 2026-11-01T00:00:00Z; use || or two rules");
    }

    @Test
    void filtersThatAdmitNothingAreTold() {
        assertThat(Contradictions.of("station = 'OSL' AND (Station = 'BGO')"))
                .contains("station cannot be both 'OSL' and 'BGO'");
        assertThat(Contradictions.of("a = 1 and b > 2 and a = 2"))
                .contains("a cannot be both 1 and 2");
        assertThat(Contradictions.of("a = 1 or a = 2")).isEmpty();
        assertThat(Contradictions.of("a = 1 and not (a = 2)")).isEmpty();
        assertThat(Contradictions.of("a = 'x and y' and a = 'x and y'")).isEmpty();
        assertThat(Contradictions.of("a = principal.a and a = 'b'")).isEmpty();
    }

    @Test
    void masksThatAnotherGoesBeforeAreTold() {
        assertThat(
                        lint(
                                """
                                rules:
                                  - effect: restrict
                                    resources: [bookings.*]
                                    masks:
                                      - { columns: [email], mask: redact, priority: 10 }
                                      - { columns: [email], mask: { type: partial, first: 1 } }
                                      - { columns: [email, origin], mask: "null", priority: 60 }\
                                """))
                .containsExactly(
                        "warning policy/p: rule rule_1: the mask partial is pointless: the mask"
                                + " redact goes before it for all its columns; remove it, or give it"
                                + " a lower priority number");
    }

    @Test
    void rulesThatOthersMakePointlessAreTold() {
        assertThat(
                        lint(
                                """
                                rules:
                                  - { name: all, resources: [bookings.*], subjects: { any: true } }
                                  - name: some
                                    resources: [bookings.public.bookings]
                                    subjects: { groups: [ops] }
                                    rowFilter: origin = 'OSL'
                                  - name: write
                                    actions: [write]
                                    resources: [bookings.*]
                                    subjects: { groups: [hr] }
                                  - { name: nobody, effect: deny, actions: [write, describe], resources: ["*"] }\
                                """))
                .containsExactly(
                        "warning policy/p: rule some: is pointless: rule p.all allows all of it;"
                                + " remove one of them",
                        "warning policy/p: rule write: never allows anything: rule p.nobody denies"
                                + " all of it");
    }

    @Test
    void masksThatShowNothingOrAreForNothingAreTold() {
        assertThat(
                        lint(
                                """
                                rules:
                                  - effect: restrict
                                    resources: [bookings.*]
                                    masks:
                                      - { columns: [phone], mask: redact }
                                      - { tags: [pii.*], mask: { type: bucket_number, buckets: [1] } }\
                                """))
                .containsExactly(
                        "warning policy/p: rule rule_1: the mask bucket_number does not fit email"
                                + " (varchar), photo (varbinary), which it shows as NULL; use another"
                                + " mask, or null",
                        "warning policy/p: rule rule_1: the mask redact is for no column of its"
                                + " datasets; look at names and tags of columns");
    }

    @Test
    void pseudonymsBesideTheirValuesAreTold() {
        assertThat(
                        lint(
                                """
                                rules:
                                  - resources: [bookings.*]
                                    subjects: { groups: [ops] }
                                    masks:
                                      - { columns: [email], mask: { type: hash, domain: person } }
                                  - effect: restrict
                                    resources: [bookings.*]
                                    subjects: { groups: [hr] }
                                    masks:
                                      - { columns: [origin], mask: { type: hash, domain: person } }\
                                """))
                .containsExactly(
                        "warning group ops: sees values of the domain person in clear"
                                + " (bookings.public.bookings.origin) and hashed"
                                + " (bookings.public.bookings.email); who has both can match"
                                + " pseudonyms with values");
    }

    private static List<String> lint(String spec) {
        return PolicyLint.check(
                        List.of(Fixture.policy("p", spec)), Fixture.CATALOG, new TinySql(), NOW)
                .stream()
                .map(Finding::toString)
                .toList();
    }
}
