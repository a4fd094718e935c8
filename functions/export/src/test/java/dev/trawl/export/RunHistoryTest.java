package dev.trawl.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is kept of runs, and the times that their queries ask for.
class RunHistoryTest {
    private static final String ONE = "/v1/exports/daily";
    private static final String STATE =
            """
            {"statusCode":200,"body":"{\\"stats\\":{\\"rows\\":3,\\"costUsd\\":\\"0.0000125\\"},\\"policies\\":[\
            {\\"table\\":\\"a.b.c\\",\\"policy\\":\\"p/1\\",\\"kind\\":\\"row_filter\\",\\"text\\":\\"land = 'DE'\\"},\
            {\\"table\\":\\"a.b.c\\",\\"policy\\":\\"p/2\\",\\"kind\\":\\"mask\\",\\"column\\":\\"n\\",\\"text\\":\\"hash\\"}]}"}
            """;

    private final RunningExport export = new RunningExport();

    RunHistoryTest() {
        export.clock.advance(Duration.ofDays(10));
    }

    @Test
    void aRunKeepsWhatItGaveWhatItCostAndWhatGovernedItWithoutTheTextsOfRules() {
        export.declare("");
        export.answers.add(RunningExport.inline());
        export.answers.add(STATE);
        String id = start("{}").path("run").asText();

        JsonNode listed = runs().getFirst();
        assertThat(listed.path("rows").asLong()).isEqualTo(3);
        assertThat(listed.path("bytes").asLong()).isPositive();
        assertThat(listed.path("costUsd").asText()).isEqualTo("0.0000125");
        assertThat(listed.path("policyEpoch").asLong()).isEqualTo(7);
        assertThat(listed.path("policyHash").asText()).isEqualTo("version of policies");
        assertThat(listed.path("queryId").asText()).hasSize(32);
        assertThat(listed.path("policies"))
                .hasToString(
                        "[{\"table\":\"a.b.c\",\"policy\":\"p/1\",\"kind\":\"row_filter\"},"
                                + "{\"table\":\"a.b.c\",\"policy\":\"p/2\",\"kind\":\"mask\",\"column\":\"n\"}]");
        JsonNode shown = export.http("GET", "/v1/runs/" + id, "anna", Map.of()).json();
        assertThat(shown.path("policies")).isEqualTo(listed.path("policies"));
        assertThat(shown.path("manifest").path("governed").path("costUsd").asText())
                .isEqualTo("0.0000125");
        assertThat(shown.toString()).doesNotContain("land =");
    }

    @Test
    void aScheduledRunAsksForItsTimeAndTheOneBeforeByTheCalendarOfItsZone() {
        declare(
                "SELECT n FROM t WHERE at >= :previous_time AND at < :scheduled_time AND x <> ':previous_time'",
                ", schedule: {cron: '0 6 * * ? *', zone: Europe/Berlin}");
        due("2026-03-29T04:00:00Z");
        assertThat(queries())
                .containsExactly(
                        "SELECT n FROM t WHERE at >= timestamp '2026-03-28 05:00:00.000' AND"
                                + " at < timestamp '2026-03-29 04:00:00.000' AND x <> ':previous_time'");
        assertThat(runs().getFirst().path("previous").asText()).isEqualTo("2026-03-28T05:00:00Z");
    }

    @Test
    void aBackfillAsksForEachOfItsTimes() {
        declare("SELECT n FROM t WHERE at = :scheduled_time", ", schedule: {cron: '0 6 * * ? *'}");
        JsonNode plan = post("/backfill", "{\"from\":\"2026-01-08T00:00:00Z\"}").json();
        assertThat(plan.path("warnings")).isEmpty();
        assertThat(queries())
                .containsExactly(
                        "SELECT n FROM t WHERE at = timestamp '2026-01-08 06:00:00.000'",
                        "SELECT n FROM t WHERE at = timestamp '2026-01-09 06:00:00.000'",
                        "SELECT n FROM t WHERE at = timestamp '2026-01-10 06:00:00.000'");
    }

    @Test
    void aBackfillOfAQueryWithoutTimesSaysWhatItGives() {
        declare("SELECT ':scheduled_time' FROM t", ", schedule: {cron: '0 6 * * ? *'}");
        JsonNode plan =
                post("/backfill", "{\"from\":\"2026-01-08T00:00:00Z\",\"dryRun\":true}").json();
        assertThat(plan.path("warnings").path(0).asText())
                .startsWith("the query asks for no :scheduled_time and no :previous_time");
    }

    @Test
    void anAttemptAfterAnotherAsksForTheSameTimes() {
        declare("SELECT :scheduled_time, :previous_time FROM t", ", schedule: {rate: 1 hour}");
        export.answers.add(RunningExport.problem(503, "SOURCE_UNAVAILABLE"));
        start("{}");
        export.clock.advance(Duration.ofMinutes(5));
        export.event("{\"task\":\"reconcile\"}");
        assertThat(queries()).hasSize(2);
        assertThat(queries().get(0))
                .isEqualTo(queries().get(1))
                .contains("2026-01-10 23:00:00.000");
    }

    @Test
    void aRunByHandIsOfNowOrOfTheTimeThatIsGivenAndTheSameKeyIsTheSameRun() {
        declare("SELECT :scheduled_time, :previous_time FROM t", "");
        start("{\"time\":\"2026-01-05T00:00:00Z\"}");
        start("{}");
        assertThat(queries())
                .containsExactly(
                        "SELECT timestamp '2026-01-05 00:00:00.000', timestamp '0001-01-01 00:00:00.000' FROM t",
                        "SELECT timestamp '2026-01-11 00:00:00.000', timestamp '2026-01-05 00:00:00.000' FROM t");
        assertThat(post("/runs", "{\"time\":\"2026-01-12T00:00:00Z\"}").code())
                .isEqualTo("INVALID_REQUEST");
        assertThat(post("/runs", "{\"time\":\"soon\"}").code()).isEqualTo("INVALID_REQUEST");
        assertThat(post("/runs", "{\"at\":\"x\"}").code()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void ofTwoRunsOfATimeTheOneThatWasAskedForLastIsCurrent() {
        export.declare("");
        String time = "{\"time\":\"2026-01-05T00:00:00Z\"}";
        String last = "";
        for (int i = 0; i < 6; i++) {
            last = start(time).path("run").asText();
            export.clock.advance(Duration.ofMillis(5));
            assertThat(new String(export.state.load("exports/daily/current.json"), UTF_8))
                    .contains("\"run\":\"" + last + "\"");
        }
    }

    @Test
    void aFollowerHasTheTimesOfWhatItFollows() {
        export.declare(", schedule: {cron: '0 6 * * ? *'}");
        export.declareQuery("next", "SELECT :previous_time FROM t", ", schedule: {after: daily}");
        due("2026-01-10T06:00:00Z");
        assertThat(queries()).contains("SELECT timestamp '2026-01-09 06:00:00.000' FROM t");
    }

    private void declare(String query, String more) {
        export.declareQuery("daily", query, more);
    }

    private void due(String time) {
        export.event("{\"export\":\"daily\",\"time\":\"%s\"}".formatted(time));
    }

    private JsonNode start(String body) {
        return post("/runs", body).json();
    }

    private RunningExport.Answer post(String path, String body) {
        return export.http("POST", ONE + path, "anna", Map.of(), body);
    }

    private List<JsonNode> runs() {
        return export.http("GET", ONE + "/runs", "anna", Map.of())
                .json()
                .path("runs")
                .valueStream()
                .toList();
    }

    /// The texts that were asked, in order.
    private List<String> queries() {
        List<String> texts = new ArrayList<>();
        for (JsonNode asked : export.asked) {
            if (asked.path("rawPath").asText().equals("/v1/query")) {
                String body = asked.path("body").asText();
                boolean isPacked = asked.path("isBase64Encoded").asBoolean();
                String json =
                        isPacked
                                ? new String(java.util.Base64.getDecoder().decode(body), UTF_8)
                                : body;
                texts.add(RunningExport.tree(json).path("sql").asText());
            }
        }
        return texts;
    }
}
