package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.Action;
import dev.trawl.protocol.AggregateOnly;
import dev.trawl.protocol.Allowance;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.GrantedRelation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    private static final String GROUPS =
            """
            rules:
              - resources: [bookings.*]
                subjects: { groups: [ops] }
                rowFilter: origin = 'OSL'
                aggregateOnly: { minimumGroupSize: 5, count: [email], dimensions: [origin, fare] }
                maxRows: 500
              - resources: [bookings.*]
                subjects: { groups: [ops] }
              - effect: restrict
                resources: [bookings.*]
                aggregateOnly: { minimumGroupSize: 10, count: [id], dimensions: [fare, notes, id] }
                maxRows: 900\
            """;

    @Test
    void theStrictestOfAllLimitsHolds() {
        TableDecision decision = decide(GROUPS, Action.READ, null);
        GrantedRelation relation = Objects.requireNonNull(decision.relation());
        AggregateOnly rule = Objects.requireNonNull(relation.aggregateOnly());

        assertThat(rule.groupMin()).isEqualTo(10);
        assertThat(rule.dimensions()).containsExactly("fare");
        assertThat(rule.units().stream().map(i -> relation.inputs().get(i).name()))
                .containsExactly("id", "email");
        Decision.Permit permit = (Decision.Permit) decision.outcome();
        assertThat(permit.rowsMax()).isEqualTo(500);
        assertThat(permit.effects().stream().map(Decision.Effect::text))
                .contains(
                        "only counts, sums and averages of groups of at least 5 different email, by"
                                + " origin, fare",
                        "an answer has at most 500 rows");
    }

    @Test
    void scansOfTheFleetHaveLimitsOfTheirOwn() {
        String spec =
                GROUPS.replace(
                        "rules:",
                        "rules:\n  - { actions: [scan], resources: [bookings.*], subjects: { any: true } }");

        assertThat(
                        Objects.requireNonNull(decide(spec, Action.SCAN, null).relation())
                                .aggregateOnly())
                .isNull();
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        assertThat(
                        Fixture.problems(
                                Fixture.policy(
                                        "p",
                                        """
                                        rules:
                                          - resources: [bookings.*]
                                            subjects: { any: true }
                                            aggregateOnly: { minimumGroupSize: 1, count: [person] }\
                                        """)))
                .containsExactly(
                        "policy/p: spec.rules[0].aggregateOnly: a minimum group size is 2 to"
                                + " 1000000, not 1");
        assertThat(
                        Fixture.problems(
                                Fixture.policy(
                                        "p",
                                        """
                                        rules:
                                          - resources: [bookings.*]
                                            subjects: { any: true }
                                            aggregateOnly: { minimumGroupSize: 3, count: [person] }\
                                        """)))
                .containsExactly(
                        "policy/p: rule rule_1, aggregateOnly.count: table bookings.public.bookings"
                                + " has no column 'person' that can be counted");
    }

    @Test
    void rulesHoldForTheirDestinations() {
        String spec =
                """
                rules:
                  - { name: eu, resources: [bookings.*], subjects: { any: true }, actions: [export], destinations: ["s3://eu-*"] }
                  - { name: read, resources: [bookings.*], subjects: { any: true } }\
                """;
        assertThat(decide(spec, Action.EXPORT, "s3://eu-reports/x").outcome())
                .isInstanceOf(Decision.Permit.class);
        assertThat(Fixture.text(decide(spec, Action.EXPORT, "s3://us-reports/x")))
                .isEqualTo(
                        "deny: no rule that allows export matches: rule p.eu is for the"
                                + " destinations s3://eu-*");
        assertThat(decide(spec, Action.EXPORT, null).outcome()).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void ratesOfAllRulesThatMatchHold() {
        String spec =
                """
                rules:
                  - { name: a, resources: [bookings.*], subjects: { any: true }, rate: { requests: 100, per: day } }
                  - { name: b, resources: [bookings.*], subjects: { groups: [hr] }, rate: { requests: 1, per: hour } }
                  - { name: c, effect: restrict, resources: [bookings.*], rate: { requests: 1, per: minute } }\
                """;
        TableDecision read = decide(spec, Action.READ, null);
        assertThat(read.rates())
                .containsExactly(
                        new RateLimit("p.a", new RateRule(100, RateRule.Per.DAY)),
                        new RateLimit("p.c", new RateRule(1, RateRule.Per.MINUTE)));
        assertThat(((Decision.Permit) read.outcome()).effects().stream().map(Decision.Effect::text))
                .contains("at most 100 requests per day", "at most 1 request per minute");
        assertThat(decide(spec, Action.DESCRIBE, null).rates()).isEmpty();
    }

    @Test
    void sourcesCountRowsAndBytes() {
        String spec =
                """
                rules:
                  - { name: a, resources: [bookings.*], subjects: { any: true }, rate: { requests: 9, per: day } }
                  - { name: b, resources: [bookings.*], subjects: { any: true }, rate: { rows: 50, bytes: 5000000000, per: hour } }
                  - { name: c, effect: restrict, resources: [bookings.*], rate: { requests: 2, rows: 1, per: minute } }\
                """;
        TableDecision read = decide(spec, Action.READ, null);
        assertThat(Objects.requireNonNull(read.relation()).allowances())
                .containsExactly(
                        new Allowance("p.b", 50L, 5_000_000_000L, Duration.ofHours(1)),
                        new Allowance("p.c", 1L, null, Duration.ofMinutes(1)));
        assertThat(((Decision.Permit) read.outcome()).effects().stream().map(Decision.Effect::text))
                .contains(
                        "at most 9 requests per day",
                        "at most 50 rows and 5000000000 bytes per hour",
                        "at most 2 requests and 1 row per minute");
    }

    @Test
    void aRateIsReadStrictly() {
        assertThat(
                        Fixture.problems(
                                Fixture.policy(
                                        "p",
                                        """
                                        rules:
                                          - { resources: [x], subjects: { any: true }, rate: { requests: 0, per: hour } }
                                          - { resources: [x], subjects: { any: true }, rate: { requests: 5 } }
                                          - { resources: [x], effect: deny, rate: { requests: 5, per: hour } }
                                          - { resources: [x], subjects: { any: true }, rate: { requests: 5, per: week } }
                                          - { resources: [x], subjects: { any: true }, rate: { per: day } }
                                          - { resources: [x], subjects: { any: true }, rate: { rows: 0, per: day } }
                                          - { resources: [x], subjects: { any: true }, rate: { bytes: 1.5, rows: 3, per: day } }\
                                        """)))
                .containsExactly(
                        "policy/p: spec.rules[0].rate: a rate is 1 to 1000000 requests, not 0",
                        "policy/p: spec.rules[1].rate.per: is missing",
                        "policy/p: spec.rules[2].rate: a rule that denies lets nothing be asked for",
                        "policy/p: spec.rules[3].rate.per: 'week' is none of [minute, hour, day]",
                        "policy/p: spec.rules[4].rate: a rate is of requests, rows or bytes",
                        "policy/p: spec.rules[5].rate: a rate is 1 to 1000000000000000 rows, not 0",
                        "policy/p: spec.rules[6].rate.bytes: an integer was expected");
    }

    private static TableDecision decide(String spec, Action action, @Nullable String destination) {
        return Fixture.compiled(Fixture.policy("p", spec))
                .decide(
                        new PolicyRequest(
                                Fixture.principal(Set.of("ops"), Map.of()),
                                null,
                                action,
                                destination,
                                Fixture.NOON,
                                List.of(Fixture.BOOKINGS)),
                        Fixture.CATALOG)
                .tables()
                .getFirst();
    }
}
