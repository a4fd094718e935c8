package dev.trawl.policy;

import static dev.trawl.policy.Fixture.policy;
import static dev.trawl.policy.Fixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PolicyCompilerTest {
    @Test
    void unknownFieldsAndValuesAreToldWithTheirPlace() {
        assertThat(
                        problems(
                                policy(
                                        "p",
                                        """
                                        rules:
                                          - resources: [{ tabel: x }]
                                            effect: permit
                                            actions: [raed]
                                            purposes: [undeclared]
                                            masks:
                                              - columns: [email]
                                                mask: { type: blur }
                                                priority: 0
                                            subjects: { users: [ada@example.com] }\
                                        """)))
                .containsExactly(
                        "policy/p: rule rule_1, purposes: the purpose 'undeclared' is not declared",
                        "policy/p: spec.rules[0].actions[0]: 'raed' is none of [read, write, export,"
                                + " subscribe, describe, administer, act_as, scan]",
                        "policy/p: spec.rules[0].effect: 'permit' is none of [allow, deny,"
                                + " restrict]",
                        "policy/p: spec.rules[0].masks[0].mask: there is no mask 'blur',"
                                + " only null, redact, rand_pattern, hash, bucket_number,"
                                + " bucket_date, partial, regex_replace and pass_through",
                        "policy/p: spec.rules[0].resources[0]: names neither a table, nor tags, nor"
                                + " a kind",
                        "policy/p: spec.rules[0].resources[0]: there is no field 'tabel', only"
                                + " [kind, name, table, tables, tags]; is 'table' meant?",
                        "policy/p: spec.rules[0].subjects.users[0]: a user is named issuer|subject");
    }

    @Test
    void conditionsAreTypeChecked() {
        assertThat(problems(policy("p", rule("condition: \"request.tiem > 3\""))))
                .singleElement()
                .asString()
                .startsWith("policy/p: rule rule_1, condition:")
                .contains("undeclared reference to 'request'");
        assertThat(problems(policy("p", rule("condition: \"purpose + 1 == 2\""))))
                .singleElement()
                .asString()
                .contains("found no matching overload");
        assertThat(problems(policy("p", rule("condition: \"'text'\""))))
                .singleElement()
                .asString()
                .contains("expected type 'bool'");
        assertThat(problems(policy("p", rule("condition: \"department == 'x'\""))))
                .singleElement()
                .asString()
                .contains("undeclared reference to 'department'");
    }

    @Test
    void filtersAreTypeCheckedAgainstEveryTable() {
        assertThat(problems(policy("p", rule("rowFilter: nosuch = 1"))))
                .containsExactly(
                        "policy/p: rule rule_1, rowFilter: for table bookings.public.bookings: there"
                                + " is no column 'nosuch'");
        assertThat(problems(policy("p", rule("rowFilter: origin"))))
                .containsExactly(
                        "policy/p: rule rule_1, rowFilter: for table bookings.public.bookings: a row"
                                + " filter is boolean, not varchar");
        assertThat(problems(policy("p", rule("mandatoryFilter: 10 / fare > 1"))))
                .containsExactly(
                        "policy/p: rule rule_1, mandatoryFilter: for table bookings.public.bookings:"
                                + " a row filter may not fail on any row: no division, strict casts"
                                + " from text or arithmetic that can overflow");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThat(
                        problems(
                                policy(
                                        "p",
                                        """
                                        rules:
                                          - { name: a, effect: deny, resources: [x], rowFilter: a = 1 }
                                          - name: a
                                            effect: restrict
                                            resources: [x]
                                            masks: [{ columns: [c], mask: pass_through }]
                                          - { name: c, resources: [x] }\
                                        """)))
                .containsExactly(
                        "policy/p: spec.rules[0].rowFilter: a rule that denies holds for whole"
                                + " tables or columns",
                        "policy/p: spec.rules[1].masks: pass_through belongs to a rule that allows,"
                                + " so that it holds only for rows that the rule admits",
                        "policy/p: spec.rules[1].name: two rules have the name 'a'",
                        "policy/p: spec.rules[2].subjects: is missing: a rule that allows says whom,"
                                + " `any: true` for everybody");
    }

    @Test
    void conditionsAreBounded() {
        String deep = "(".repeat(60) + "true" + ")".repeat(60);
        assertThat(problems(policy("p", rule("condition: \"" + deep + "\"")))).hasSize(1);
        String longText = "'" + "x".repeat(4000) + "' == ''";
        assertThat(problems(policy("p", rule("condition: \"" + longText + "\""))))
                .containsExactly(
                        "policy/p: spec.rules[0].condition: has 4008 characters, the limit is 4000");
    }

    private static String rule(String field) {
        return "rules:\n  - resources: [bookings.*]\n    subjects: { any: true }\n    " + field;
    }
}
