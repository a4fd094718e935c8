package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.store.Schedules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When exports run: pauses, times that are past, events.
class ExportControlTest {
    private static final String DAILY = ", schedule: {cron: '0 6 * * ? *'}";
    private static final String ONE = "/v1/exports/daily";

    private final RunningExport export = new RunningExport();

    ExportControlTest() {
        export.clock.advance(Duration.ofDays(10));
        export.declare(DAILY);
    }

    @Test
    void aPausedExportDoesNotRunByItselfAndTheReconcilerLeavesItSo() {
        reconcile();
        RunningExport.Answer paused = post("/pause", "anna", "{\"reason\":\"bad rows\"}");

        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().path("pausedBy").asText()).isEqualTo("issuer|anna");
        assertThat(entries()).noneMatch(Schedules.Entry::isEnabled);
        reconcile();
        assertThat(entries()).singleElement().matches(e -> !e.isEnabled());
        due("2026-01-11T06:00:00Z");
        assertThat(runs()).isEmpty();

        JsonNode resumed = post("/resume", "anna", "{}").json();
        assertThat(resumed.path("paused").asBoolean()).isFalse();
        assertThat(resumed.path("next").asText()).isEqualTo("2026-01-11T06:00:00Z");
        assertThat(entries()).singleElement().matches(Schedules.Entry::isEnabled);
        due("2026-01-11T06:00:00Z");
        assertThat(runs()).hasSize(1);
    }

    @Test
    void whoPausesAndWhyIsRecordedAndTheFirstStays() {
        post("/pause", "anna", "{\"reason\":\"bad rows\"}");
        JsonNode again = post("/pause", "anna", "{\"reason\":\"other\"}").json();
        assertThat(again.path("reason").asText()).isEqualTo("bad rows");
        assertThat(
                        export.audit.list("audit/log/", 10).stream()
                                .map(o ->
                                        new String(
                                                export.audit.load(o.key()),
                                                StandardCharsets.UTF_8)))
                .anyMatch(text ->
                        text.contains("\"action\":\"pause_export\"")
                                && text.contains("\"reason\":\"bad rows\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    /pause    | {}                                | 'reason' says why
                    /backfill | {}                                | the body needs 'from'
                    /backfill | {"from":"yesterday"}              | 'from' is an instant
                    /backfill | {"from":"2027-01-01T00:00:00Z"}   | 'from' is before 'to'
                    /backfill | {"from":"2025-12-01T00:00:00Z","to":"2027-01-01T00:00:00Z"} | 'to' is not to come
                    /backfill | {"from":"2010-01-01T00:00:00Z"}   | more than 1000 times
                    /backfill | {"from":"2025-12-01T00:00:00Z","parallel":9} | from 1 to 8
                    """)
    void whatCannotBeDoneIsSaid(String path, String body, String message) {
        RunningExport.Answer answer = post(path, "anna", body);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.json().path("detail").asText()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"/pause", "/resume", "/backfill"})
    void whoMayNotActAsThePrincipalFindsNothing(String path) {
        assertThat(post(path, "bert", "{\"reason\":\"x\"}").status()).isEqualTo(404);
        assertThat(export.http("GET", ONE, "bert", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void aBackfillRunsEachMissedTimeOnceAndSaysSoBefore() {
        due("2026-01-08T06:00:00Z");
        String range = "{\"from\":\"2026-01-06T00:00:00Z\",\"to\":\"2026-01-10T00:00:00Z\"%s}";

        JsonNode plan = post("/backfill", "anna", range.formatted(",\"dryRun\":true")).json();
        assertThat(plan.path("times"))
                .extracting(t -> t.path("time").asText() + " " + t.path("state").asText())
                .containsExactly(
                        "2026-01-06T06:00:00Z missing",
                        "2026-01-07T06:00:00Z missing",
                        "2026-01-08T06:00:00Z committed",
                        "2026-01-09T06:00:00Z missing");
        assertThat(plan.path("runs").asInt()).isEqualTo(3);
        assertThat(runs()).hasSize(1);

        post("/backfill", "anna", range.formatted(""));
        JsonNode again = post("/backfill", "anna", range.formatted("")).json();
        due("2026-01-07T06:00:00Z");
        assertThat(again.path("runs").asInt()).isZero();
        assertThat(runs())
                .hasSize(4)
                .allSatisfy(r -> assertThat(r.path("state").asText()).isEqualTo("committed"))
                .extracting(r -> r.path("time").asText())
                .doesNotHaveDuplicates();
        assertThat(runs())
                .extracting(r -> r.path("cause").asText())
                .contains("backfill 2026-01-06T06:00:00Z");
        assertThat(export.state.load("exports/daily/current.json"))
                .asString(StandardCharsets.UTF_8)
                .contains("2026-01-09T06:00:00Z");
    }

    @Test
    void runsOfABackfillWaitForEachOtherUnlessTheExportAllowsMore() {
        List<Integer> atOnce = new java.util.ArrayList<>();
        export.onAsked =
                () ->
                        atOnce.add(
                                (int)
                                        runs().stream()
                                                .filter(r ->
                                                        !r.path("state")
                                                                .asText()
                                                                .equals("committed"))
                                                .count());
        post("/backfill", "anna", "{\"from\":\"2026-01-01T00:00:00Z\",\"parallel\":4}");
        assertThat(runs()).hasSize(10);
        assertThat(atOnce).containsOnly(1);
    }

    @Test
    void aTimeWhoseRunFailedIsRunAgainUnderAnotherName() {
        export.answers.add(RunningExport.problem(400, "SYNTAX_ERROR"));
        due("2026-01-09T06:00:00Z");
        assertThat(states()).containsExactly("failed");
        String day = "{\"from\":\"2026-01-09T00:00:00Z\",\"to\":\"2026-01-10T00:00:00Z\"}";
        post("/backfill", "anna", day);
        post("/backfill", "anna", day);
        assertThat(states()).containsExactlyInAnyOrder("failed", "committed");
    }

    @Test
    void aRunThatFindsAnotherRunningWaitsForItsTurn() {
        export.onAsked =
                () -> {
                    export.onAsked = () -> {};
                    post("/backfill", "anna", "{\"from\":\"2026-01-10T00:00:00Z\"}");
                    export.clock.advance(Duration.ofSeconds(1));
                };
        export.clock.advance(Duration.ofDays(1));
        start();
        assertThat(states()).containsExactlyInAnyOrder("committed", "waiting");
        export.clock.advance(Duration.ofMinutes(5));
        reconcile();
        assertThat(states()).containsOnly("committed");
    }

    @Test
    void whatIsLeftOfABackfillCanBeDropped() {
        export.onAsked =
                () -> {
                    export.onAsked = () -> {};
                    JsonNode state = export.http("GET", ONE, "anna", Map.of()).json();
                    assertThat(state.path("backfill").path("going").asInt()).isEqualTo(1);
                    assertThat(
                                    export.http("DELETE", ONE + "/backfill", "anna", Map.of())
                                            .json()
                                            .path("dropped")
                                            .asInt())
                            .isEqualTo(9);
                };
        post("/backfill", "anna", "{\"from\":\"2026-01-01T00:00:00Z\"}");
        assertThat(runs()).hasSize(1);
    }

    @Test
    void manyEventsAreOneRunThatBeginsAfterThem() {
        export.declare(", schedule: {on: {scan: shop}, wait: 5 minutes}");
        Instant first = export.clock.instant();
        for (String event : List.of("a", "b", "a", "c")) {
            happened(event);
            export.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(states()).containsExactly("waiting");
        assertThat(entries())
                .singleElement()
                .satisfies(e -> assertThat(e.expression()).startsWith("at(2026-01-11T00:05"));

        export.clock.advance(Duration.ofMinutes(2));
        reconcile();
        happened("a");
        assertThat(states()).containsExactly("committed");
        assertThat(runs().getFirst().path("time").asText())
                .isEqualTo(first.plusSeconds(300).toString());

        happened("d");
        assertThat(states()).containsExactly("waiting", "committed");
    }

    @Test
    void anEventThatComesWhileItsExportRunsGetsARunOfItsOwnAfterIt() {
        export.declare(", schedule: {on: {check: sane}}");
        happened("a");
        export.onAsked =
                () -> {
                    export.onAsked = () -> {};
                    happened("b");
                };
        export.clock.advance(Duration.ofMinutes(2));
        reconcile();
        assertThat(states()).containsExactlyInAnyOrder("committed", "waiting");
        export.clock.advance(Duration.ofMinutes(2));
        reconcile();
        assertThat(states()).containsExactly("committed", "committed");
    }

    @Test
    void eventsDoNotStartWhatDoesNotWaitForThemOrIsPaused() {
        happened("a");
        export.declare("other", ", paused: true, schedule: {on: {scan: shop}}");
        export.event("{\"export\":\"other\",\"event\":\"a\"}");
        export.event("{\"export\":\"gone\",\"event\":\"a\"}");
        assertThat(runs()).isEmpty();
        assertThat(export.http("GET", "/v1/exports/other/runs", "anna", Map.of()).json())
                .hasToString("{\"runs\":[]}");
    }

    @Test
    void eventsWhileItIsPausedAreOneRunAtResume() {
        export.declare(", schedule: {on: {scan: shop}}");
        post("/pause", "anna", "{\"reason\":\"bad rows\"}");
        happened("a");
        happened("b");
        reconcile();
        assertThat(runs()).isEmpty();
        JsonNode held = export.http("GET", ONE, "anna", Map.of()).json().path("held");
        assertThat(held.path("count").asInt()).isEqualTo(2);
        assertThat(held.path("since").asText()).isEqualTo(export.clock.instant().toString());

        JsonNode resumed = post("/resume", "anna", "{}").json();
        assertThat(resumed.has("held")).isFalse();
        assertThat(runs())
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.path("cause").asText()).isEqualTo("event b");
                    assertThat(r.path("run")).isEqualTo(resumed.path("run"));
                });
        export.clock.advance(Duration.ofMinutes(2));
        reconcile();
        happened("b");
        reconcile();
        assertThat(states()).containsExactly("committed");
    }

    @Test
    void whatIsPausedByDeclarationRunsForItsEventsWhenItIsSoNoLonger() {
        export.declare(", paused: true, schedule: {on: {scan: shop}}");
        happened("a");
        reconcile();
        assertThat(runs()).isEmpty();
        export.declare(", schedule: {on: {scan: shop}}");
        reconcile();
        assertThat(states()).containsExactly("waiting");
        reconcile();
        assertThat(runs()).hasSize(1);
    }

    @Test
    void ofTheRunsThatAPausedFollowerMissedItMakesUpForTheLast() {
        export.declare("other", ", schedule: {after: daily}");
        export.http("POST", "/v1/exports/other/pause", "anna", Map.of(), "{\"reason\":\"x\"}");
        due("2026-01-08T06:00:00Z");
        due("2026-01-10T06:00:00Z");
        due("2026-01-09T06:00:00Z");
        reconcile();
        assertThat(runs("other")).isEmpty();
        export.http("POST", "/v1/exports/other/resume", "anna", Map.of(), "{}");
        reconcile();
        assertThat(runs("other"))
                .extracting(r -> r.path("time").asText())
                .containsExactly("2026-01-10T06:00:00Z");
    }

    @Test
    void aScheduledRunThatMeetsABackfillIsTheNextOfBoth() {
        export.onAsked =
                () -> {
                    export.onAsked = () -> {};
                    due("2026-01-11T06:00:00Z");
                };
        post("/backfill", "anna", "{\"from\":\"2026-01-07T00:00:00Z\"}");
        JsonNode queued =
                runs().stream()
                        .filter(r -> r.path("time").asText().startsWith("2026-01-11"))
                        .findFirst()
                        .orElseThrow();
        assertThat(queued.path("state").asText()).isEqualTo("waiting");
        assertThat(queued.path("detail").asText()).contains("this one waits");

        for (int i = 0; i < 8; i++) {
            export.clock.advance(Duration.ofMinutes(1));
            reconcile();
        }
        assertThat(states()).hasSize(5).containsOnly("committed");
        Instant scheduled = ended("2026-01-11");
        assertThat(scheduled).isAfter(ended("2026-01-07")).isBefore(ended("2026-01-10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forbid", "replace"})
    void aRunByHandThatMeetsABackfillWaitsAndEndsNoneOfItsRuns(String concurrency) {
        export.declare(", schedule: {cron: '0 6 * * ? *'}, concurrency: %s".formatted(concurrency));
        export.onAsked =
                () -> {
                    export.onAsked = () -> {};
                    start();
                };
        post("/backfill", "anna", "{\"from\":\"2026-01-07T00:00:00Z\"}");
        assertThat(states()).contains("waiting").doesNotContain("skipped", "cancelled");
        for (int i = 0; i < 8; i++) {
            export.clock.advance(Duration.ofMinutes(1));
            reconcile();
        }
        assertThat(states()).hasSize(5).containsOnly("committed");
    }

    private Instant ended(String day) {
        return runs().stream()
                .filter(r -> r.path("time").asText().startsWith(day))
                .map(r -> Instant.parse(r.path("ended").asText()))
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> runs(String name) {
        return export.http("GET", "/v1/exports/" + name + "/runs", "anna", Map.of())
                .json()
                .path("runs")
                .valueStream()
                .toList();
    }

    private void happened(String event) {
        export.event("{\"export\":\"daily\",\"event\":\"%s\"}".formatted(event));
    }

    private void due(String time) {
        export.event("{\"export\":\"daily\",\"time\":\"%s\"}".formatted(time));
    }

    private void start() {
        export.http("POST", ONE + "/runs", "anna", Map.of());
    }

    private void reconcile() {
        export.event("{\"task\":\"reconcile\"}");
    }

    private List<Schedules.Entry> entries() {
        return export.schedules.list();
    }

    private List<JsonNode> runs() {
        return export.http("GET", ONE + "/runs", "anna", Map.of())
                .json()
                .path("runs")
                .valueStream()
                .toList();
    }

    private List<String> states() {
        return runs().stream().map(r -> r.path("state").asText()).toList();
    }

    private RunningExport.Answer post(String path, String token, String body) {
        return export.http("POST", ONE + path, token, Map.of(), body);
    }
}
