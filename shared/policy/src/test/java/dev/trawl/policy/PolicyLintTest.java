package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyLintTest {
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
        return PolicyLint.check(List.of(Fixture.policy("p", spec)), Fixture.CATALOG, new TinySql())
                .stream()
                .map(Finding::toString)
                .toList();
    }
}
