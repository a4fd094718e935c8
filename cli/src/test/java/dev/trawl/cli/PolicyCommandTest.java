package dev.trawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyCommandTest {
    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void files() throws IOException {
        Files.writeString(
                folder.resolve("resources.yaml"),
                """
                kind: Source
                name: bookings
                spec: { kind: jdbc }
                ---
                kind: Dataset
                name: bookings
                spec:
                  source: bookings
                  table: bookings
                  columns:
                    - { name: id, type: bigint, classified: true }
                    - { name: email, type: varchar, tags: [pii.email], classified: true }
                    - { name: station, type: varchar, classified: true }
                ---
                kind: Policy
                name: p
                spec:
                  rules:
                    - name: own
                      resources: ["bookings.*"]
                      subjects: { groups: [ops] }
                      rowFilter: station = principal.station
                      masks: [{ tags: ["pii.*"], mask: { type: partial, first: 1 } }]
                    - name: hr
                      resources: ["bookings.*"]
                      subjects: { groups: [hr] }
                ---
                name: old-form
                type: policy
                policy:
                  type: data
                  rules:
                    - resource: "urn:dataos:depot:bookings"
                      actions: [read]
                      subjects: ["users:dataos:analyst"]
                      conditions: ["department == 'sales'"]
                """);
        Files.writeString(
                folder.resolve("cases.yaml"),
                """
                cases:
                  - name: ops see their station
                    principal: { issuer: i, subject: ada, groups: [ops], claims: { station: OSL } }
                    table: bookings.public.bookings
                    rows:
                      - { id: 1, email: ada@example.com, station: OSL }
                      - { id: 2, email: bob@example.com, station: BGO }
                      - { id: 3, email: null, station: OSL }
                    expect:
                      masks: { email: partial }
                      filtered: true
                      rows:
                        - { id: 1, email: a**************, station: OSL }
                        - { id: 3, email: null, station: OSL }
                  - name: nobody else
                    principal: { issuer: i, subject: bob }
                    table: bookings.public.bookings
                    expect: { outcome: unknown }
                """);
    }

    @Test
    void soundPoliciesPassLint() {
        assertThat(run(0, "policy", "lint", folder.toString()))
                .isEqualTo("4 resources: 0 errors, 0 warnings");
    }

    @Test
    void doubtsFailWhereAsked() throws IOException {
        Files.writeString(
                folder.resolve("more.yaml"),
                """
                kind: Policy
                name: q
                spec: { rules: [{ resources: [bookings.public.booking], subjects: { any: true } }] }
                """);
        String warning =
                "warning policy/q: rule rule_1: selects no dataset of the catalog, so it never"
                        + " matches; is bookings.public.bookings meant?";

        assertThat(run(0, "policy", "lint", folder.toString()))
                .startsWith(warning + " (" + folder.resolve("more.yaml") + ":3)");
        assertThat(run(1, "policy", "lint", "--strict", folder.toString())).startsWith(warning);
    }

    @Test
    void circlesOfExportsAreErrorsAsApplyHasThem() throws IOException {
        Files.writeString(
                folder.resolve("circle.yaml"),
                """
                kind: Export
                name: first
                spec: { principal: jobs, query: select 1 as x, schedule: { after: second } }
                ---
                kind: Export
                name: second
                spec: { principal: jobs, query: select 1 as x, schedule: { after: first } }
                """);

        assertThat(run(1, "lint", folder.toString()))
                .startsWith(
                        "error export/first: exports start each other in a circle: first after second"
                                + " after first; give one of them times of its own (");
    }

    @Test
    void casesRunAndTellWhatTheyDoNotReach() {
        assertThat(run(0, "policy", "test", folder.toString()))
                .isEqualTo(
                        """
                        ok   ops see their station
                        ok   nobody else
                        2 cases, 0 failed; 1 of 3 rules reached
                        not reached: old_form.rule_1
                        not reached: p.hr\
                        """);
        assertThat(run(1, "policy", "test", "--coverage", folder.toString()))
                .contains("not reached: p.hr");
    }

    @Test
    void casesThatDoNotHoldFail() throws IOException {
        Path wrong = folder.resolve("wrong.yaml");
        Files.writeString(
                wrong,
                """
                cases:
                  - name: hr is masked
                    principal: { issuer: i, subject: eve, groups: [hr] }
                    table: bookings.public.bookings
                    expect: { masks: { email: hash } }
                """);

        assertThat(run(1, "policy", "test", folder.toString()))
                .contains("FAIL hr is masked", "     the mask of email is none, not hash");
    }

    @Test
    void decisionsAreExplained() {
        assertThat(
                        run(
                                0,
                                "policy",
                                "explain",
                                "--table=bookings.public.bookings",
                                "--group=ops",
                                "--claim=station=OSL",
                                folder.toString()))
                .isEqualTo(
                        """
                        bookings.public.bookings: permitted
                        columns:
                          id bigint
                          email varchar
                          station varchar
                        because:
                          p.own: allows read
                          p.own: rows where station = principal.station
                          p.own: email shown with only its first 1 and last 0 characters
                        rules:
                          - old_form.rule_1 (allow): is for group users:dataos:analyst, has the condition department == 'sales'
                          - p.hr (allow): is for group hr
                          + p.own (allow): matches\
                        """);
    }

    private static String run(int expected, String... arguments) {
        StringWriter out = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(out))
                        .execute(arguments);
        assertThat(code).as(out.toString()).isEqualTo(expected);
        return out.toString().strip().replace("\r\n", "\n");
    }
}
