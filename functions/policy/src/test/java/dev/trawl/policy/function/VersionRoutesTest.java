package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VersionRoutesTest {
    private static final String FIRST =
            """
            { kind: Source, name: bookings, spec: { kind: jdbc } }
            ---
            kind: Dataset
            name: bookings
            spec: { source: bookings, columns: [{ name: id, type: bigint }] }
            ---
            kind: Policy
            name: analysts
            spec:
              rules:
                - { name: own, resources: ["bookings.public.*"], subjects: { groups: [ada] } }
            """;
    private static final String SECOND =
            """
            { kind: Purpose, name: care, spec: {} }
            ---
            kind: Policy
            name: analysts
            spec:
              rules:
                - { name: own, resources: ["bookings.public.*"], subjects: { groups: [bob] }, purposes: [care] }
            """;
    private static final String ONE = "/v1/resources/policy/analysts";

    private final RunningFunction running = new RunningFunction();

    @BeforeEach
    void changeTwice() {
        assertThat(send("POST", "/v1/apply", FIRST).status()).isEqualTo(200);
        assertThat(send("POST", "/v1/apply", SECOND).status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void aPolicyGoesBackToWhatItWas() {
        assertThat(send("GET", ONE + "/diff", "").body())
                .contains(
                        "{\"from\":\"000000000001-0002\",\"to\":\"000000000002-0001\"",
                        "spec.rules[0].subjects.groups[0]: \\\"ada\\\" → \\\"bob\\\"");
        assertThat(send("POST", ONE + "/rollback?dryRun", "{}").body())
                .contains("\"operation\":\"changed\"", "\\\"bob\\\" → \\\"ada\\\"");
        assertThat(running.decide("ada", Fleet.BOOKINGS).grants()).isEmpty();

        send("POST", ONE + "/rollback", "{\"event\":\"000000000001-0002\"}");

        assertThat(running.decide("ada", Fleet.BOOKINGS).grants()).isNotEmpty();
        assertThat(send("GET", ONE + "/history", "").body()).contains("000000000003-0000");
    }

    @Test
    void allPoliciesGoBackTogether() {
        assertThat(send("GET", "/v1/policies/history", "").body())
                .startsWith("{\"revisions\":[{\"sequence\":2,")
                .contains("\"changes\":[\"purpose/care\",\"policy/analysts\"]");
        assertThat(send("GET", "/v1/policies/diff?sequence=1", "").body())
                .contains("\"operation\":\"deleted\",\"kind\":\"purpose\",\"name\":\"care\"");

        assertThat(send("POST", "/v1/policies/rollback", "{\"sequence\":1}").status())
                .isEqualTo(200);

        assertThat(running.decide("ada", Fleet.BOOKINGS).grants()).isNotEmpty();
        assertThat(send("GET", "/v1/resources/purpose/care", "").status()).isEqualTo(404);
        assertThat(send("GET", "/v1/resources/dataset/bookings", "").status()).isEqualTo(404);
    }

    @Test
    void goingBackNeedsTheRightsOfAnApply() {
        for (String path : new String[] {ONE + "/rollback", "/v1/policies/rollback"}) {
            assertThat(running.http("POST", path, "ada", "{\"sequence\":1}").status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(running.http("GET", ONE + "/diff", "ada", "").status()).isEqualTo(403);
        assertThat(running.http("GET", "/v1/policies/history", "ada", "").status()).isEqualTo(403);
        assertThat(running.http("GET", "/v1/policies/diff?sequence=1", "ada", "").status())
                .isEqualTo(403);
        assertThat(
                        running.http(
                                        "POST",
                                        ONE + "/rollback",
                                        "root",
                                        "{}",
                                        Map.of("if-match", "\"000000000001-0002\""))
                                .body())
                .contains("CONFLICT", "was changed meanwhile");
        assertThat(send("POST", "/v1/policies/rollback", "{}").body())
                .contains("'sequence' must be a number");
    }

    @Test
    void aBundleHasConditionsAndMayDelete() {
        String bundle =
                "{\"resources\":[],\"delete\":[\"policy/analysts\",\"purpose/care\"],"
                        + "\"heads\":{\"policy/analysts\":\"%s\"}}";
        assertThat(send("POST", "/v1/apply", bundle.formatted("000000000001-0002")).body())
                .contains("CONFLICT");
        assertThat(
                        send(
                                        "POST",
                                        "/v1/apply",
                                        "{\"resources\":[],\"delete\":[\"purpose/care\"]}")
                                .body())
                .contains("IN_USE", "purpose/care is used by policy/analysts");
        assertThat(send("POST", "/v1/apply", bundle.formatted("000000000002-0001")).body())
                .contains("\"operation\":\"deleted\",\"kind\":\"policy\"");
        assertThat(send("POST", "/v1/apply", "{\"resources\":[],\"delete\":[\"x\"]}").body())
                .contains("delete: 'x' names no resource");
        assertThat(
                        send(
                                        "POST",
                                        "/v1/apply",
                                        "{\"resources\":[{\"kind\":\"Purpose\",\"name\":\"p\",\"spec\":{}}],"
                                                + "\"heads\":{\"purpose/q\":\"\"}}")
                                .body())
                .contains("heads: the bundle does not change purpose/q");
    }

    private RunningFunction.Answer send(String method, String path, String body) {
        return running.http(method, path, "root", body);
    }
}
