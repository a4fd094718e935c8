package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DependentsRouteTest {
    private static final String BUNDLE =
            """
            { kind: Source, name: bookings, spec: { kind: jdbc } }
            ---
            kind: Dataset
            name: bookings
            spec:
              source: bookings
              columns: [{ name: id, type: bigint }, { name: origin, type: varchar }]
            ---
            { kind: Dataset, name: by_origin, spec: { query: "select origin, count(*) n from bookings group by origin" } }
            ---
            { kind: Dataset, name: busy, spec: { query: "select n from by_origin where n > 9" } }
            ---
            { kind: Dataset, name: ids, spec: { query: "select id from bookings" } }
            ---
            kind: Policy
            name: analysts
            spec:
              rules:
                - { name: own, resources: ["bookings.public.*", "default.public.busy", "default.public.by_origin"], subjects: { groups: [ada] } }
                - { name: other, resources: ["elsewhere.*.*"], subjects: { groups: [ada] } }
            ---
            { kind: Principal, name: nightly, spec: { groups: [ada] } }
            ---
            { kind: Export, name: daily, spec: { query: "select * from busy", principal: nightly } }
            """;

    private final RunningFunction running = new RunningFunction();

    @BeforeEach
    void apply() {
        assertThat(running.http("POST", "/v1/apply", "root", BUNDLE).status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void whatDependsOnADatasetIsFoundThroughViews() {
        assertThat(get("root", "bookings"))
                .isEqualTo(
                        """
                        {"dataset":"bookings","column":null,"dependents":[\
                        {"kind":"dataset","name":"by_origin","via":"dataset/bookings","distance":1},\
                        {"kind":"dataset","name":"ids","via":"dataset/bookings","distance":1},\
                        {"kind":"dataset","name":"busy","via":"dataset/by_origin","distance":2},\
                        {"kind":"export","name":"daily","via":"dataset/busy","distance":3}],\
                        "rules":["analysts.own"]}\
                        """);
    }

    @Test
    void whatCannotUseTheColumnIsLeftOut() {
        assertThat(get("root", "bookings?column=origin"))
                .contains("by_origin", "busy", "daily")
                .doesNotContain("\"ids\"");
        assertThat(get("root", "bookings?column=id")).contains("\"ids\"").doesNotContain("busy");
        assertThat(get("root", "busy?column=n")).contains("\"name\":\"daily\"");
    }

    @Test
    void whatTheCallerMayNotKnowIsNotThere() {
        assertThat(get("ada", "bookings"))
                .isEqualTo(
                        """
                        {"dataset":"bookings","column":null,"dependents":[\
                        {"kind":"dataset","name":"by_origin","via":"dataset/bookings","distance":1},\
                        {"kind":"dataset","name":"busy","via":"dataset/by_origin","distance":2}],\
                        "rules":[]}\
                        """);
        assertThat(get("ada", "ids").replace("ids", "x"))
                .isEqualTo(get("ada", "x"))
                .contains("NOT_FOUND", "there is no dataset 'x'");
    }

    private String get(String who, String dataset) {
        return running.http("GET", "/v1/impact/" + dataset, who, "").body();
    }
}
