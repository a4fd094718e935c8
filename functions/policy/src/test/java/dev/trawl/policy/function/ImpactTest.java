package dev.trawl.policy.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.audit.AuditRecord;
import dev.trawl.plan.TableName;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The route over real decisions: queries are decided, recorded, and tried again.
final class ImpactTest {
    private static final TableName BOOKINGS = TableName.parse("bookings.public.bookings");
    private static final String BUNDLE =
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
                - { name: origin, type: varchar, classified: true }
                - { name: email, type: varchar, tags: [pii.email] }
            ---
            kind: Purpose
            name: delays
            spec: {}
            ---
            """;
    private static final String POLICY =
            """
            kind: Policy
            name: analysts
            spec:
              rules:
                - name: own
                  resources: ["bookings.public.*"]
                  subjects: { groups: [ada, bob] }
                  rowFilter: "origin = principal.station"
                  masks: [{ tags: ["pii.*"], mask: { type: hash, domain: person } }]
            """;

    private final RunningFunction running = new RunningFunction();
    private final AuditLog queries = new AuditLog(running.fleet.state, "query", () -> "1");

    private final Map<String, String> places = new HashMap<>();

    @BeforeEach
    void apply() {
        assertThat(running.http("POST", "/v1/apply", "root", BUNDLE + POLICY).status())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void aMaskThatChangesConcernsWhoReadTheColumn() {
        asked("q1", "ada", "id", "email");
        asked("q2", "ada", "email");
        asked("q3", "bob", "id");

        assertThat(impact(POLICY.replace("{ type: hash, domain: person }", "redact")))
                .isEqualTo(
                        """
                        {"since":"2026-02-22T12:00:00.001Z","until":"2026-03-01T12:00:00.001Z",\
                        "queries":3,"changed":2,"undecided":[],"changes":[\
                        {"principal":"https://issuer.example|ada","purpose":"delays",\
                        "action":"read","table":"bookings.public.bookings","kind":"mask",\
                        "column":"email",\
                        "before":"shown as a pseudonym of domain person (analysts.own)",\
                        "after":"shown as 'REDACTED' (analysts.own)","queries":2,\
                        "first":"2026-03-01T12:00:00Z","last":"2026-03-01T12:00:00Z",\
                        "examples":["q1","q2"]}],"next":null}\
                        """);
    }

    @Test
    void rowsColumnsAndRefusalsAreToldForWhomTheyChange() {
        asked("q1", "ada", "id", "email");
        asked("q2", "bob", "id");
        asked("q3", "eve");
        String proposed =
                POLICY.replace("[ada, bob]", "[ada, eve]")
                        .replace("origin = principal.station", "id = 1")
                        .replace("masks:", "columns: { exclude: [email] }\n      masks:");

        assertThat(impact(proposed))
                .contains("\"queries\":3,\"changed\":3")
                .contains(
                        "|ada\",\"purpose\":\"delays\",\"action\":\"read\",\"table\":\"bookings.public.bookings\","
                                + "\"kind\":\"column_hidden\",\"column\":\"email\"",
                        "\"kind\":\"row_filter\",\"column\":null,"
                                + "\"before\":\"rows where origin = principal.station (analysts.own)\","
                                + "\"after\":\"rows where id = 1 (analysts.own)\"",
                        "|bob\",\"purpose\":\"delays\",\"action\":\"read\",\"table\":\"bookings.public.bookings\","
                                + "\"kind\":\"newly_denied\",\"column\":null,\"before\":\"by analysts.own\"",
                        "|eve\",\"purpose\":\"delays\",\"action\":\"read\",\"table\":\"bookings.public.bookings\","
                                + "\"kind\":\"newly_allowed\"");
    }

    /// Its record names no table that does not exist for its principal.
    @Test
    void aRefusedQueryCountsForWhatItAskedFor() {
        String place = Objects.requireNonNull(running.decideFor("q1", "eve", BOOKINGS).record());
        queries.record(
                AuditEvent.builder(
                                AuditEvent.Kind.QUERY_STARTED,
                                running.fleet.now(),
                                TestKeys.ISSUER + "|eve")
                        .purpose("delays")
                        .action("read")
                        .query("q1")
                        .failed("TABLE_NOT_FOUND", null)
                        .build()
                        .with("decision", place));

        assertThat(impact(POLICY.replace("[ada, bob]", "[ada, eve]")))
                .contains("\"table\":\"bookings.public.bookings\",\"kind\":\"newly_allowed\"");
    }

    @Test
    void whatIsWrittenOtherwiseAndDoesTheSameIsNoChange() {
        asked("q1", "ada", "id", "email");

        assertThat(impact(POLICY.replace("name: own", "name: renamed")))
                .contains("\"queries\":1,\"changed\":0,\"undecided\":[],\"changes\":[]");
    }

    @Test
    void anotherVersionOfAPseudonymDomainIsAnotherMask() {
        asked("q1", "ada", "id", "email");

        assertThat(impact(POLICY.replace("domain: person", "domain: person_2")))
                .contains(
                        "\"before\":\"shown as a pseudonym of domain person (analysts.own)\"",
                        "\"after\":\"shown as a pseudonym of domain person_2 (analysts.own)\"");
    }

    @Test
    void aPolicyMayBeThoughtAway() {
        asked("q1", "ada", "id");

        assertThat(
                        running.http("POST", "/v1/policy-impact?delete=policy/analysts", "root", "")
                                .body())
                .contains("\"changed\":0");
        running.fleet.clock.advance(java.time.Duration.ofSeconds(1));
        assertThat(
                        running.http("POST", "/v1/policy-impact?delete=policy/analysts", "root", "")
                                .body())
                .contains("\"changed\":1", "\"kind\":\"newly_denied\"");
    }

    @Test
    void whatTheRecordLacksIsToldAndNotGuessed() {
        asked("q1", "ada", "id");
        queries.record(started("old", "ada", "id"));
        String unread = POLICY.replace("origin = principal.station", "origin = principal.home");
        assertThat(impact(unread))
                .as("the token had no such claim, which is known")
                .contains("\"changed\":1");
        running.http(
                "POST",
                "/v1/apply",
                "root",
                POLICY.replace("origin = principal.station", "id = 1"));
        asked("q2", "bob", "id");

        assertThat(impact(POLICY))
                .contains(
                        "{\"reason\":\"no decision of it is on record\",\"queries\":1}",
                        "{\"reason\":\"the policies read the claim 'station', which was not recorded:"
                                + " no policy in force read it then\",\"queries\":1}");
    }

    @Test
    void claimsThatNoPolicyReadsAreNotKept() {
        asked("q1", "ada", "id");
        running.http(
                "POST",
                "/v1/apply",
                "root",
                POLICY.replace("origin = principal.station", "id = 1"));
        asked("q2", "bob");

        assertThat(record("q1")).contains("\"station\":{\"text\":\"OSL\"}", "\"leftOut\":[]");
        assertThat(record("q2"))
                .contains("\"claims\":{}", "\"leftOut\":[\"station\"]")
                .doesNotContain("OSL");
    }

    @Test
    void whatAQuerySaysOfItsDecisionIsBelievedOnlyIfPolicyRecordedItOfThatQuery() {
        asked("q1", "ada", "id");
        String place = Objects.requireNonNull(places.get("q1"));
        queries.record(started("q2", "ada", "id").with("decision", place));
        queries.record(started("q3", "ada", "id").with("decision", "audit/secrets.json"));

        assertThat(impact(POLICY.replace("[ada, bob]", "[bob]")))
                .contains(
                        "\"queries\":3,\"changed\":1",
                        "{\"reason\":\"no decision of it is on record\",\"queries\":2}");
    }

    @Test
    void whatADecisionDependedOnIsNotInTheLogThatOthersRead() {
        asked("q1", "ada", "id");

        assertThat(record("q1")).contains("OSL");
        assertThat(running.fleet.state.list("audit/log/", 100))
                .isNotEmpty()
                .allSatisfy(o ->
                        assertThat(new String(running.fleet.state.load(o.key()), UTF_8))
                                .doesNotContain("OSL"));
    }

    @Test
    void decisionsThatDependOnTheSameShareItsObject() {
        asked("q1", "ada", "id");
        asked("q2", "ada", "id");
        asked("q3", "bob", "id");

        assertThat(record("q2")).isEqualTo(record("q1"));
        assertThat(running.fleet.state.list("audit/decisions/", 100)).hasSize(2);
    }

    @Test
    void onlyWhoMayReadTheLogAndChangeThePoliciesSeesTheirImpact() {
        assertThat(running.http("POST", "/v1/policy-impact", "ada", POLICY).status())
                .isEqualTo(403);
        assertThat(running.http("POST", "/v1/policy-impact", "root", "").body())
                .contains("the bundle has no resources");
        assertThat(running.http("POST", "/v1/policy-impact?since=yesterday", "root", POLICY).body())
                .contains("'since' is a day or a moment, as 2026-11-21 or 2026-11-21T12:00:00Z");
        assertThat(
                        running.http(
                                        "POST",
                                        "/v1/policy-impact?since=2025-01-01&until=2026-01-01",
                                        "root",
                                        POLICY)
                                .body())
                .contains("'since' is before 'until', by at most 92 days");
    }

    @Test
    void nothingIsAppliedAndLookingIsRecorded() {
        impact(POLICY.replace("redact", "hash"));

        assertThat(running.fleet.state.list("audit/log/", 10))
                .extracting(o -> new String(running.fleet.state.load(o.key()), UTF_8))
                .last()
                .asString()
                .contains("\"action\":\"policy_impact\"", "|root\"");
        assertThat(running.http("GET", "/v1/resources/policy/analysts/history", "root", "").body())
                .doesNotContain("redact");
    }

    private String impact(String proposed) {
        running.fleet.clock.advance(java.time.Duration.ofMillis(1));
        RunningFunction.Answer answer = running.http("POST", "/v1/policy-impact", "root", proposed);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void asked(String id, String subject, String... columns) {
        String place = Objects.requireNonNull(running.decideFor(id, subject, BOOKINGS).record());
        places.put(id, place);
        queries.record(started(id, subject, columns).with("decision", place));
    }

    private AuditEvent started(String id, String subject, String... columns) {
        return AuditEvent.builder(
                        AuditEvent.Kind.QUERY_STARTED,
                        running.fleet.now(),
                        TestKeys.ISSUER + "|" + subject)
                .purpose("delays")
                .action("read")
                .query(id)
                .reads(
                        List.of(
                                new AuditEvent.TableRead(
                                        BOOKINGS.toString(),
                                        Arrays.stream(columns)
                                                .map(c -> new AuditEvent.ColumnRead(c, null))
                                                .toList(),
                                        List.of())))
                .build();
    }

    private String record(String queryId) {
        byte[] decision = running.fleet.state.load(Objects.requireNonNull(places.get(queryId)));
        AuditEvent event = AuditRecord.fromJson(new String(decision, UTF_8)).event();
        String day = LocalDate.ofInstant(event.time(), ZoneOffset.UTC).toString();
        return new String(
                running.fleet.state.load(
                        "audit/decisions/%s/%s.json".formatted(day, event.details().get("basis"))),
                UTF_8);
    }
}
