package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RateLintTest {
    private static final String READERS =
            "  - { name: readers, resources: [bookings.*], subjects: { any: true } }\n";

    @Test
    void ratesThatMayBeReachedAreNotTold() {
        assertThat(
                        lint(
                                READERS
                                        + restrict(
                                                "calm", "{ requests: 10, rows: 900, per: minute }")
                                        + restrict(
                                                "long", "{ requests: 500, rows: 901, per: hour }")
                                        + restrict("wide", "{ bytes: 100000, per: day }")))
                .isEmpty();
    }

    @Test
    void ratesThatAnotherRuleLetsNobodyReachAreTold() {
        assertThat(
                        lint(
                                READERS
                                        + restrict("calm", "{ requests: 10, per: minute }")
                                        + restrict("hourly", "{ requests: 600, per: hour }")
                                        + restrict("daily", "{ rows: 50, per: day }")
                                        + restrict(
                                                "burst", "{ rows: 50, bytes: 9000, per: minute }")))
                .containsExactly(
                        "warning policy/p: rule burst: its rate of 50 rows per minute is never"
                                + " reached: rule p.daily lets out at most 50 rows per day; remove"
                                + " it, or lower it below what that rule lets out",
                        "warning policy/p: rule hourly: its rate of 600 requests per hour is never"
                                + " reached: rule p.calm lets out at most 10 requests per minute;"
                                + " remove it, or lower it below what that rule lets out");
    }

    @Test
    void ofTwoThatSayTheSameOneIsTold() {
        assertThat(
                        lint(
                                READERS
                                        + restrict("a", "{ requests: 10, per: hour }")
                                        + restrict("b", "{ requests: 10, per: hour }")))
                .singleElement()
                .asString()
                .startsWith("warning policy/p: rule b: its rate of 10 requests per hour is never");
    }

    @Test
    void aRuleForOthersStopsNobody() {
        assertThat(
                        lint(
                                READERS
                                        + restrict("all", "{ requests: 10, per: hour }")
                                        + "  - { name: some, effect: restrict, resources: [bookings.*],"
                                        + " subjects: { groups: [ops] },"
                                        + " rate: { requests: 5, per: hour } }\n"))
                .isEmpty();
    }

    @Test
    void ratesThatCountNothingAreTold() {
        assertThat(lint(restrict("alone", "{ requests: 1, per: day }")))
                .containsExactly(
                        "warning policy/p: rule alone: its rate counts nothing: no rule allows to"
                                + " read what it selects; look at the rules that allow, or remove"
                                + " the rate");
        assertThat(
                        lint(
                                READERS
                                        + "  - { name: writers, actions: [write], resources: [bookings.*],"
                                        + " subjects: { groups: [ops] },"
                                        + " rate: { requests: 5, per: hour } }\n"))
                .containsExactly(
                        "warning policy/p: rule writers: its rate counts nothing: only read, export"
                                + " and subscribe are counted; add one of them to its actions, or"
                                + " remove the rate");
    }

    @Test
    void ratesThatContradictTheirRuleAreTold() {
        assertThat(
                        lint(
                                """
                                  - name: readers
                                    resources: [bookings.*]
                                    subjects: { any: true }
                                    maxRows: 1000
                                    rate: { rows: 100, bytes: 20, per: hour }
                                """))
                .containsExactly(
                        "warning policy/p: rule readers: it allows answers of 1000 rows, of which"
                                + " its rate lets out 100; lower maxRows, or raise rows of the rate",
                        "warning policy/p: rule readers: its rate lets nothing out: an answer of one"
                                + " row has more than 20 bytes; raise bytes");
    }

    private static String restrict(String name, String rate) {
        return "  - { name: %s, effect: restrict, resources: [bookings.*], rate: %s }\n"
                .formatted(name, rate);
    }

    private static List<String> lint(String rules) {
        return PolicyLint.check(
                        List.of(Fixture.policy("p", "rules:\n" + rules)),
                        Fixture.CATALOG,
                        new TinySql(),
                        Fixture.NOON)
                .stream()
                .map(Finding::toString)
                .toList();
    }
}
