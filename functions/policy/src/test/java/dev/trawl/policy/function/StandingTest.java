package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final String BUNDLE =
            """
            { kind: Source, name: bookings, spec: { kind: jdbc } }
            ---
            kind: Dataset
            name: bookings
            spec: { source: bookings, columns: [{ name: id, type: bigint }] }
            ---
            { kind: Purpose, name: idle, spec: {} }
            ---
            { kind: Principal, name: stray, spec: {} }
            ---
            kind: Policy
            name: analysts
            spec:
              rules:
                - { name: own, resources: ["bookings.public.*"], subjects: { groups: [ada] } }
            """;

    private final RunningFunction running = new RunningFunction();

    @BeforeEach
    void apply() {
        assertThat(send("POST", "/v1/apply", BUNDLE)).contains("\"sequence\":1");
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void policiesPurposesAndPrincipalsSayHowTheyStand() {
        assertThat(send("GET", "/v1/resources/policy/analysts", ""))
                .contains(
                        "\"status\":{\"conditions\":[{\"type\":\"Effective\",\"status\":\"True\",\"reason\":\"NoDoubts\"");
        assertThat(send("GET", "/v1/resources/purpose", ""))
                .contains("\"type\":\"AskedFor\",\"status\":\"False\",\"reason\":\"NoRule\"");
        assertThat(send("GET", "/v1/resources/principal/stray", ""))
                .contains("\"type\":\"Allowed\",\"status\":\"False\",\"reason\":\"NoRule\"");
    }

    /// The catalog decides, too: its change is seen at once.
    @Test
    void aPolicyWhoseDatasetsGoIsDoubtfulAtOnce() {
        assertThat(
                        send(
                                "POST",
                                "/v1/apply",
                                "{\"resources\":[],\"delete\":[\"dataset/bookings\"]}"))
                .contains("\"sequence\":2");

        assertThat(send("GET", "/v1/resources/policy/analysts", ""))
                .contains(
                        "\"status\":\"False\",\"reason\":\"Doubtful\",\"message\":\"rule own:"
                                + " selects no dataset of the catalog");
    }

    private String send(String method, String path, String body) {
        return running.http(method, path, "root", body).body();
    }
}
