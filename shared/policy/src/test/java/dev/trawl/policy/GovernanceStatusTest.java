package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.catalog.Conditions.Condition;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GovernanceStatusTest {
    private static final Instant SINCE = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void whatIsInOrderSaysSo() {
        assertThat(status())
                .containsEntry(
                        "policy/good",
                        new Condition("Effective", true, "NoDoubts", "rules: 1", SINCE))
                .containsEntry(
                        "purpose/billing",
                        new Condition("AskedFor", true, "Rules", "good.rule_1", SINCE))
                .containsEntry(
                        "principal/nightly",
                        new Condition("Allowed", true, "Rules", "good.rule_1", SINCE));
    }

    /// What is wrong leads to the mend.
    @Test
    void doubtsOfAPolicyAreThoseOfLint() {
        assertThat(status().get("policy/lost"))
                .isEqualTo(
                        new Condition(
                                "Effective",
                                false,
                                "Doubtful",
                                "rule rule_1: selects no dataset of the catalog, so it never matches;"
                                        + " is bookings.public.bookings meant?",
                                SINCE));
    }

    @Test
    void aPurposeThatNoRuleAsksForIsTold() {
        assertThat(status().get("purpose/idle"))
                .isEqualTo(
                        new Condition(
                                "AskedFor",
                                false,
                                "NoRule",
                                "no rule asks for it, so whoever claims it sees no more than without;"
                                        + " name it in 'purposes' of a rule, or delete it",
                                SINCE));
    }

    @Test
    void aPrincipalThatNoRuleIsForIsTold() {
        assertThat(status().get("principal/stray"))
                .isEqualTo(
                        new Condition(
                                "Allowed",
                                false,
                                "NoRule",
                                "no rule allows it anything, so what runs as it is refused; name"
                                        + " 'trawl|stray' in 'users' of a rule, or one of its groups"
                                        + " in 'groups'",
                                SINCE));
    }

    /// Whoever administers one policy, purpose or principal need not know the others.
    @Test
    void whoMayNotKnowTheOtherPoliciesIsNotToldTheirNames() {
        Map<String, GovernanceStatus.Told> all =
                told(
                        Fixture.policy(
                                "mine",
                                """
                                rules:
                                  - resources: [bookings.public.bookings]
                                    subjects: { groups: [jobs] }
                                    purposes: [billing]\
                                """),
                        Fixture.policy(
                                "secret",
                                """
                                rules:
                                  - resources: [bookings.*]
                                    effect: deny
                                    subjects: { groups: [jobs] }
                                    purposes: [billing]\
                                """),
                        Fixture.purpose("billing"));

        assertThat(all.values())
                .filteredOn(t -> !t.names().isEmpty())
                .hasSize(2)
                .allSatisfy(t -> {
                    assertThat(t.to(name -> !name.equals("secret")).message())
                            .doesNotContain("secret");
                    assertThat(t.to(name -> true)).isEqualTo(t.full());
                });
    }

    private static Map<String, Condition> status() {
        Map<String, Condition> status = new TreeMap<>();
        told(
                        Fixture.policy(
                                "good",
                                """
                                rules:
                                  - resources: [bookings.*]
                                    subjects: { groups: [jobs] }
                                    purposes: [billing]\
                                """),
                        Fixture.policy(
                                "lost",
                                "rules: [{ resources: [bookings.public.bokings],"
                                        + " subjects: { groups: [ops] } }]"),
                        Fixture.purpose("billing"),
                        Fixture.purpose("idle"),
                        Fixture.resource(
                                PolicyResource.Kind.PRINCIPAL, "nightly", "groups: [jobs]"),
                        Fixture.resource(
                                PolicyResource.Kind.PRINCIPAL, "stray", "groups: [others]"))
                .forEach((id, told) -> status.put(id, told.full()));
        return status;
    }

    private static Map<String, GovernanceStatus.Told> told(PolicyResource... resources) {
        return GovernanceStatus.of(Fixture.compiled(resources), Fixture.CATALOG, SINCE, NOW);
    }
}
