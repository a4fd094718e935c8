package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.arrow.PartWriter;
import dev.trawl.lambda.EventFailedException;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Schedules;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFunctionTest {
    private static final String RUNS = "/v1/exports/daily/runs";

    private final RunningExport export = new RunningExport();

    ExportFunctionTest() {
        export.declare("");
    }

    @Test
    void aRunIsAcceptedAndItsManifestSaysWhatWasWritten() {
        RunningExport.Answer accepted = start("anna", "k");
        assertThat(accepted.status()).isEqualTo(202);
        JsonNode run = export.http("GET", location(accepted), "anna", Map.of()).json();
        assertThat(run.path("state").asText()).isEqualTo("committed");
        JsonNode manifest = run.path("manifest");
        assertThat(manifest.path("rows").asLong()).isEqualTo(3);
        assertThat(manifest.path("principal").asText()).isEqualTo("nightly");
        assertThat(manifest.path("policyEpoch").asLong()).isEqualTo(7);
        assertThat(manifest.path("datasets").path(0).asText()).isEqualTo("a.b.c");
        assertThat(manifest.path("columns")).hasSize(2);
        assertParts(manifest, export.state, 1);
    }

    @Test
    void whoStartsARunIsRecorded() {
        start("anna", "k");
        start("bert", "k");
        assertThat(export.audit.list("audit/log/", 10))
                .singleElement()
                .extracting(o -> new String(export.audit.load(o.key()), StandardCharsets.UTF_8))
                .asString()
                .contains(
                        "\"kind\":\"administration\"",
                        "anna\"",
                        "\"action\":\"start_export\"",
                        "\"details\":{\"export\":\"daily\",\"principal\":\"nightly\"}");
    }

    @Test
    void policyIsToldFromWhereARunIsAskedFor() {
        String run = location(start("anna", "k"));
        export.http("GET", run, "anna", Map.of());
        export.http("GET", RUNS, "anna", Map.of());
        export.http("POST", "/v1/exports/daily/pause", "anna", Map.of(), "{\"reason\":\"r\"}");
        export.http("DELETE", run, "anna", Map.of());
        assertThat(export.decisions)
                .filteredOn(d -> d.credential() instanceof DecisionRequest.Credential.Token)
                .hasSizeGreaterThan(8)
                .allSatisfy(d -> assertThat(d.ip()).isEqualTo(RunningExport.FROM));
        assertThat(export.decisions)
                .filteredOn(d -> d.credential() instanceof DecisionRequest.Credential.Machine)
                .isNotEmpty()
                .allSatisfy(d -> assertThat(d.ip()).as("a job is nowhere").isNull());
    }

    @Test
    void theQueryRunsByATicketOfItsPrincipalForPurposeAndDestination() {
        start("anna", "k");
        DecisionRequest last = export.decisions.getLast();
        assertThat(last.credential()).isEqualTo(new DecisionRequest.Credential.Machine("nightly"));
        assertThat(last.action()).isEqualTo(Action.EXPORT);
        assertThat(last.purpose()).isEqualTo("research");
        assertThat(last.destination()).isEqualTo("state/exports/daily/");
        JsonNode headers = export.asked.getFirst().path("headers");
        assertThat(headers.path("x-trawl-ticket").asText()).isEqualTo("ticket of nightly");
        assertThat(headers.path("x-trawl-query-id").asText()).isEqualTo(last.queryId());
        assertThat(headers.has("authorization")).isFalse();
    }

    @Test
    void aRepeatedKeyIsTheSameRun() {
        assertThat(location(start("anna", "k"))).isEqualTo(location(start("anna", "k")));
        assertThat(export.asked).hasSize(2);
        assertThat(location(start("anna", "other"))).isNotEqualTo(location(start("anna", "k")));
    }

    @ParameterizedTest
    @CsvSource({"POST,/runs", "GET,/runs"})
    void anExportWhosePrincipalOneMayNotActAsAndOneThatIsMissingAreTheSame(
            String method, String suffix) {
        RunningExport.Answer denied =
                export.http(method, "/v1/exports/daily" + suffix, "bert", Map.of());
        RunningExport.Answer missing =
                export.http(method, "/v1/exports/dailz" + suffix, "bert", Map.of());
        assertThat(denied.status()).isEqualTo(404);
        assertThat(denied.json().toString().replace("daily", "dailz"))
                .isEqualTo(missing.json().toString());
    }

    @Test
    void runsOfOthersAreNotFound() {
        String location = location(start("anna", "k"));
        RunningExport.Answer theirs = export.http("GET", location, "bert", Map.of());
        RunningExport.Answer missing =
                export.http("GET", "/v1/runs/" + "0".repeat(32), "bert", Map.of());
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(export.http("DELETE", location, "bert", Map.of()).status()).isEqualTo(404);
        assertThat(export.http("GET", "/v1/runs/..", "anna", Map.of()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "forged"})
    void withoutAValidTokenNothingIsTold(String token) {
        for (String export : new String[] {"daily", "dailz"}) {
            assertThat(
                            this.export
                                    .http(
                                            "POST",
                                            "/v1/exports/" + export + "/runs",
                                            token,
                                            Map.of())
                                    .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aKeyOutOfBoundsIsRefused() {
        assertThat(start("anna", "x".repeat(201)).code()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void partsBehindUrlsAreLoadedAndChecked() {
        export.answers.add(export.inParts(RunningExport.rows(), RunningExport.rows()));
        JsonNode manifest = run(start("anna", "k")).path("manifest");
        assertThat(manifest.path("rows").asLong()).isEqualTo(6);
        assertParts(manifest, export.state, 1);
    }

    @Test
    void aPartThatIsNotWhatWasWrittenFailsTheAttemptAndLeavesNothing() {
        export.answers.add(export.inParts(RunningExport.rows()));
        export.downloads.put("url0", new byte[1]);
        JsonNode run = run(start("anna", "k"));
        assertThat(run.path("state").asText()).isEqualTo("waiting");
        assertThat(run.path("code").asText()).isEqualTo("STORE_UNAVAILABLE");
        assertThat(export.state.list("exports/", 10)).isEmpty();
    }

    @Test
    void aQueryThatTakesLongIsAskedForUntilItHasEnded() {
        String running = "{\"statusCode\":202,\"headers\":{\"location\":\"/v1/queries/q\"}}";
        export.answers.add(running);
        export.answers.add(running);
        assertThat(run(start("anna", "k")).path("state").asText()).isEqualTo("committed");
        assertThat(export.asked.get(1).path("rawPath").asText()).isEqualTo("/v1/queries/q/results");
    }

    @Test
    void theQuerysRefusalEndsTheRun() {
        export.answers.add(RunningExport.problem(403, "PERMISSION_DENIED"));
        JsonNode run = run(start("anna", "k"));
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.path("code").asText()).isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void anAttemptThatFailedIsMadeAgainWhenItIsDue() {
        export.answers.add(RunningExport.problem(503, "SOURCE_UNAVAILABLE"));
        String location = location(start("anna", "k"));
        Schedules.Entry entry = export.schedules.list().getFirst();
        assertThat(entry.expression()).isEqualTo("at(2026-01-01T00:00:31)");
        export.clock.advance(Duration.ofSeconds(31));
        export.event(entry.input());
        JsonNode run = export.http("GET", location, "anna", Map.of()).json();
        assertThat(run.path("state").asText()).isEqualTo("committed");
        assertThat(run.path("attempt").asInt()).isEqualTo(2);
        reconcile();
        assertThat(export.schedules.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"csv,'n,t'", "jsonl,'{\"n\":1,'", "arrow,''", "parquet,PAR1"})
    void formatsAreWritten(String format, String begin) {
        export.declare(", format: " + format + ", bucket: lake, prefix: a/b/");
        JsonNode manifest = run(start("anna", "k")).path("manifest");
        assertParts(manifest, export.lake, 1);
        String key = manifest.path("parts").path(0).path("key").asText();
        assertThat(key).startsWith("a/b/runs/").endsWith("." + format);
        assertThat(new String(export.lake.load(key), StandardCharsets.UTF_8)).startsWith(begin);
    }

    @Test
    void aPrefixOutsideOfExportsIsRefusedInTheFleetsOwnBucket() {
        export.declare(", prefix: catalog/");
        assertThat(start("anna", "k").code()).isEqualTo("INVALID_RESOURCE");
    }

    @Test
    void aBucketThatTheDeploymentDoesNotNameEndsInARefusal() {
        export.declare(", bucket: elsewhere");
        assertThat(start("anna", "k").code()).isEqualTo("NOT_SUPPORTED");
        assertThat(export.asked).isEmpty();
    }

    @Test
    void aScheduledTimeIsOneRunHoweverOftenItIsDelivered() {
        String event = "{\"export\":\"daily\",\"time\":\"2026-01-01T06:00:00Z\"}";
        export.event(event);
        export.event(event);
        JsonNode runs = export.http("GET", RUNS, "anna", Map.of()).json().path("runs");
        assertThat(runs).hasSize(1);
        assertThat(runs.path(0).path("state").asText()).isEqualTo("committed");
        assertThat(export.asked).hasSize(2);
        export.event("{\"export\":\"gone\",\"time\":\"2026-01-01T06:00:00Z\"}");
    }

    @Test
    void theSchedulersEntriesAreWhatIsDeclared() {
        export.declare(", schedule: {cron: \"0 6 ? * MON-FRI *\", zone: Europe/Berlin}");
        export.schedules.put(new Schedules.Entry("export-old", "rate(1 day)", "UTC", true, "{}"));
        reconcile();
        assertThat(export.schedules.list())
                .containsExactly(
                        new Schedules.Entry(
                                "export-daily",
                                "cron(0 6 ? * MON-FRI *)",
                                "Europe/Berlin",
                                true,
                                "{\"export\":\"daily\",\"time\":\"<aws.scheduler.scheduled-time>\"}"));
        export.schedules.put(
                new Schedules.Entry("export-daily", "rate(1 minute)", "UTC", true, "{}"));
        export.declare(", schedule: {rate: 1 hour}, paused: true");
        reconcile();
        assertThat(export.schedules.list())
                .extracting(Schedules.Entry::expression, Schedules.Entry::isEnabled)
                .containsExactly(org.assertj.core.api.Assertions.tuple("rate(1 hour)", false));
    }

    @Test
    void whatNoManifestNamesIsSwept() {
        JsonNode manifest = run(start("anna", "k")).path("manifest");
        String folder =
                manifest.path("parts")
                        .path(0)
                        .path("key")
                        .asText()
                        .replaceAll("/[^/]*/[^/]*$", "/");
        export.state.put(folder + "stray/part", new byte[1], "text/plain");
        reconcile();
        assertThat(export.state.list(folder, 10)).hasSize(2);
        assertParts(manifest, export.state, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"task\":\"dance\"}", "{\"export\":\"daily\",\"time\":\"noon\"}"})
    void anEventThatIsNotUnderstoodFails(String payload) {
        assertThatThrownBy(() -> export.event(payload)).isInstanceOf(EventFailedException.class);
    }

    private RunningExport.Answer start(String token, String key) {
        return export.http("POST", RUNS, token, Map.of("idempotency-key", key));
    }

    private JsonNode run(RunningExport.Answer accepted) {
        return export.http("GET", location(accepted), "anna", Map.of()).json();
    }

    @Test
    void rowsOfATableExportAreWrittenByItsSourceUnderAGrantOfTheRun() {
        export.declare(", target: {table: shop.public.daily, mode: merge, key: [n]}");
        JsonNode run = export.http("GET", location(start("anna", "k")), "anna", Map.of()).json();
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("committed");
        assertThat(run.path("destination").asText()).isEqualTo("shop.public.daily");
        SourceRequest.Write write = export.written.getFirst();
        String id = run.path("run").asText();
        assertThat(write.grant()).isEqualTo("grant of " + id);
        assertThat(write.table()).hasToString("shop.public.daily");
        assertThat(write.columns()).containsExactly("n", "t");
        assertThat(write.mode()).isEqualTo(SourceRequest.WriteMode.MERGE);
        assertThat(write.key()).containsExactly("n");
        assertThat(write.parts())
                .singleElement()
                .satisfies(p ->
                        assertThat(p.location())
                                .startsWith("state/exports/daily/runs/" + id + "/")
                                .endsWith(".arrow"));
        assertThat(export.asked.getFirst().path("headers").path("x-trawl-destination").asText())
                .isEqualTo("shop.public.daily");
    }

    @Test
    void rowsThatATableRefusesFailTheRunAndItIsDrivenAgainWhenTheTableIsMended() {
        export.declare(", target: {table: shop.public.daily}");
        export.refusals.add(ErrorCode.ROWS_REFUSED);
        String location = location(start("anna", "k"));
        JsonNode failed = export.http("GET", location, "anna", Map.of()).json();
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("code").asText()).isEqualTo("ROWS_REFUSED");
        int asked = export.asked.size();

        assertThat(export.http("POST", location + "/redrive", "bert", Map.of()).status())
                .isEqualTo(404);
        assertThat(export.http("POST", location + "/redrive", "anna", Map.of()).status())
                .isEqualTo(202);

        assertThat(export.http("GET", location, "anna", Map.of()).json().path("state").asText())
                .isEqualTo("committed");
        // What was committed is written; the query is not run again.
        assertThat(export.asked).hasSize(asked);
        assertThat(export.http("POST", location + "/redrive", "anna", Map.of()).status())
                .isEqualTo(409);
    }

    @Test
    void aTableThatThePrincipalMayNotWriteEndsTheRun() {
        export.declare(", target: {table: shop.public.shut}");
        JsonNode run = export.http("GET", location(start("anna", "k")), "anna", Map.of()).json();
        assertThat(run.path("code").asText()).isEqualTo("PERMISSION_DENIED");
        assertThat(export.written).isEmpty();
    }

    @Test
    void whatCommittedLastIsTheCurrentOneOfItsPrefix() {
        export.declare(", format: csv");
        JsonNode run = export.http("GET", location(start("anna", "k")), "anna", Map.of()).json();
        JsonNode manifest = run.path("manifest");
        assertThat(
                        RunningExport.tree(
                                new String(
                                        export.state.load("exports/daily/current.json"),
                                        StandardCharsets.UTF_8)))
                .isEqualTo(manifest);
        assertThat(
                        new String(
                                export.state.load("exports/daily/current/files.txt"),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        "s3://state/" + manifest.path("parts").path(0).path("key").asText() + "\n");
        // A time that is past does not come back.
        export.event("{\"export\":\"daily\",\"time\":\"2020-01-01T00:00:00Z\"}");
        assertThat(
                        new String(
                                export.state.load("exports/daily/current.json"),
                                StandardCharsets.UTF_8))
                .contains(manifest.path("run").asText());
    }

    @Test
    void anExportRunsAfterAnotherOnce() {
        export.declare("second", ", schedule: {after: daily}");
        export.declare("last", ", schedule: {after: second}");
        export.declare("paused", ", paused: true, schedule: {after: daily}");

        start("anna", "k");
        start("anna", "k");

        assertThat(runs("daily")).isEqualTo(1);
        assertThat(runs("second")).isEqualTo(1);
        assertThat(runs("last")).isEqualTo(1);
        assertThat(runs("paused")).isZero();
    }

    private int runs(String name) {
        return export.http("GET", "/v1/exports/" + name + "/runs", "anna", Map.of())
                .json()
                .path("runs")
                .size();
    }

    @Test
    void anAttemptHasTheTimeThatTheExportGives() {
        export.declare(", timeout: 60");
        export.answers.add("{\"statusCode\":202,\"headers\":{\"location\":\"/v1/queries/q\"}}");
        export.onAsked = () -> export.clock.advance(java.time.Duration.ofSeconds(61));
        JsonNode run = export.http("GET", location(start("anna", "k")), "anna", Map.of()).json();
        assertThat(run.path("code").asText()).isEqualTo("TIME_LIMIT_EXCEEDED");
        assertQueryWasCancelled();
    }

    private void assertQueryWasCancelled() {
        JsonNode last = export.asked.getLast();
        assertThat(last.path("requestContext").path("http").path("method").asText())
                .as("nobody waits for the query any more")
                .isEqualTo("DELETE");
    }

    @Test
    void aQueryThatHasNotAnsweredWhenTheTimeIsOverIsLate() {
        export.declare(", timeout: 60, attempts: 1");
        export.onAsked =
                () -> {
                    export.clock.advance(java.time.Duration.ofSeconds(61));
                    throw new TrawlException(ErrorCode.FUNCTION_FAILED, "no answer");
                };
        JsonNode run = export.http("GET", location(start("anna", "k")), "anna", Map.of()).json();
        assertThat(run.path("code").asText()).isEqualTo("TIME_LIMIT_EXCEEDED");
        assertThat(run.path("detail").asText()).contains("spec.timeout");
        assertQueryWasCancelled();
    }

    @Test
    void aTableThatIsNotAsDeclaredFailsTheRunAtOnce() {
        export.declare(", target: {table: shop.public.daily}");
        export.refusals.add(ErrorCode.SOURCE_DATA_INVALID);
        JsonNode run = export.http("GET", location(start("anna", "k")), "anna", Map.of()).json();
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.path("attempt").asInt()).isEqualTo(1);
    }

    private void reconcile() {
        export.event("{\"task\":\"reconcile\"}");
    }

    private static String location(RunningExport.Answer accepted) {
        return accepted.headers().getOrDefault("location", "");
    }

    private static void assertParts(JsonNode manifest, InMemoryObjectStore bucket, int count) {
        assertThat(manifest.path("parts")).hasSize(count);
        for (JsonNode part : manifest.path("parts")) {
            byte[] bytes = bucket.load(part.path("key").asText());
            assertThat(PartWriter.sha256(bytes)).isEqualTo(part.path("sha256").asText());
            assertThat(bytes).hasSize(part.path("bytes").asInt());
        }
    }
}
