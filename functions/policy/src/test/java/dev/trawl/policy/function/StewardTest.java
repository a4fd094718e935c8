package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may lower protection, over the routes.
final class StewardTest {
    private static final String CATALOG =
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
                - { name: id, type: bigint, classified: true }
                - { name: email, type: varchar, tags: [pii.email] }
            """;
    private static final String RULES =
            """
            kind: Policy
            name: readers
            spec:
              rules:
                - name: all
                  resources: ["bookings.public.*"]
                  subjects: { groups: [ada, bob] }
                - name: mask
                  effect: restrict
                  resources: ["bookings.public.*"]
                  masks: [{ tags: ["pii.*"], mask: redact }]
            """;
    private static final String ROLES =
            """
            kind: Policy
            name: roles
            spec:
              rules:
                - name: owners
                  resources: [{ kind: Policy, name: readers }, { kind: Dataset }]
                  actions: [administer]
                  subjects: { groups: [owner, steward] }
                - name: stewards
                  resources: [{ kind: Steward, name: Policy }]
                  actions: [administer]
                  subjects: { groups: [steward] }
            """;

    private final RunningFunction running = new RunningFunction();

    @BeforeEach
    void declare() {
        assertThat(apply("root", CATALOG + "---\n" + RULES + "---\n" + ROLES).status())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void whoAdministersMayRaiseProtection() {
        assertThat(apply("owner", RULES.replace("[ada, bob]", "[ada]")).body())
                .contains("\"operation\":\"changed\"")
                .doesNotContain("lowers");
    }

    @Test
    void loweringItNeedsASteward() {
        String weaker = RULES.replace("mask: redact", "mask: { type: partial, first: 3 }");
        RunningFunction.Answer refused = apply("owner", weaker);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .contains(
                        "STEWARD_NEEDED",
                        "the change lowers protection, which needs a steward: rule readers.mask"
                                + " loses or changes a mask");
        assertThat(running.http("GET", "/v1/resources/policy/readers", "root", "").body())
                .contains("redact");

        assertThat(apply("steward", weaker).status()).isEqualTo(200);
    }

    @Test
    void aDryRunTellsWhatLowersToWhoMayNotDoIt() {
        assertThat(
                        running.http(
                                        "POST",
                                        "/v1/apply?dryRun=true",
                                        "owner",
                                        RULES.replace("[ada, bob]", "[ada, eve]"))
                                .body())
                .contains(
                        "\"lowers\":[\"rule readers.all may allow more: its scope, columns or row"
                                + " filter change\"]");
    }

    @Test
    void aStewardOfPoliciesIsNoneOfDatasets() {
        String untagged = CATALOG.replace("tags: [pii.email]", "classified: true");
        String dataset = untagged.substring(untagged.indexOf("kind: Dataset"));
        assertThat(apply("steward", dataset).body())
                .contains(
                        "STEWARD_NEEDED",
                        "tags, type or classification of column email of dataset"
                                + " bookings.public.bookings change");
        assertThat(apply("root", dataset).status()).isEqualTo(200);
    }

    @Test
    void whereAChangeComesFromCountsAsItDoesForQueries() {
        String placed =
                ROLES.replace(
                        "actions: [administer]",
                        "actions: [administer]\n      locations: [10.0.0.0/8]");
        assertThat(apply("root", placed).status()).isEqualTo(200);
        String fewer = RULES.replace("[ada, bob]", "[ada]");
        String weaker = RULES.replace("mask: redact", "mask: { type: partial, first: 3 }");

        assertThat(apply("owner", fewer).body()).contains("PERMISSION_DENIED");
        assertThat(applyFrom("192.0.2.1", "owner", fewer).body()).contains("PERMISSION_DENIED");
        assertThat(applyFrom("10.1.2.3", "owner", fewer).status()).isEqualTo(200);
        assertThat(applyFrom("10.1.2.3", "owner", weaker).body()).contains("STEWARD_NEEDED");
        assertThat(applyFrom("192.0.2.1", "steward", weaker).status()).isEqualTo(403);
        assertThat(applyFrom("10.1.2.3", "steward", weaker).status()).isEqualTo(200);
        assertThat(
                        running.http(
                                        "POST",
                                        "/v1/apply",
                                        "owner",
                                        fewer,
                                        Map.of("X-Forwarded-For", "10.1.2.3"))
                                .status())
                .isEqualTo(403);
    }

    private RunningFunction.Answer applyFrom(String ip, String subject, String bundle) {
        return running.httpFrom(ip, "POST", "/v1/apply", subject, bundle);
    }

    @Test
    void deletingWhatRestrictsLowers() {
        assertThat(running.http("DELETE", "/v1/resources/policy/readers", "owner", "").body())
                .contains("rule readers.mask is removed: it restricts");
    }

    @Test
    void otherFunctionsAskWhoIsASteward() {
        assertThat(running.administers("root", "resource.Steward.Dataset")).isTrue();
        assertThat(running.administers("steward", "resource.Steward.Policy")).isTrue();
        assertThat(running.administers("steward", "resource.Steward.Dataset")).isFalse();
        assertThat(running.administers("owner", "resource.Steward.Policy")).isFalse();
    }

    private RunningFunction.Answer apply(String subject, String bundle) {
        return running.http("POST", "/v1/apply", subject, bundle);
    }
}
