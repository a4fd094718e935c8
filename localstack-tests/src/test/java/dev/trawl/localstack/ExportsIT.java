package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.OnFleet;
import dev.trawl.localstack.fleet.StoredSchedules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// Exports among the services around them: who is told, what encrypts, what starts and stops them.
@OnFleet
@Timeout(300)
class ExportsIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String TOLD = "told";
    private static final String AIRPORTS = "3376";

    private final AirlineFleet fleet;

    @TempDir Path folder;

    ExportsIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    /// The life of one export: while it is paused its schedule fires nothing, and an event that
    /// comes late starts nothing. Its first run is refused; a topic and a bus are told. With the
    /// rules that were missing the same run is driven again: it is committed under the export's own
    /// key, told of, and read back by SQL as the dataset that it registers.
    @Test
    void anExportIsPausedResumedRefusedDrivenAgainToldAndReadBack() {
        fleet.apply(AirlineFleet.RESOURCES.resolve("told.yaml"));
        steward("POST", "/v1/apply", told());

        steward("POST", "/v1/exports/told/pause", "{\"reason\":\"stocktaking\"}");
        assertThat(fired()).isEmpty();
        send("{\"export\":\"told\",\"time\":\"2026-01-31T09:00:00Z\"}");
        assertThat(runs(TOLD)).isEmpty();
        steward("POST", "/v1/exports/told/resume", null);
        List<String> events = fired();
        assertThat(events).hasSize(1);

        send(events.getFirst());
        JsonNode failed = last(TOLD, run -> run.path("state").asText().equals("failed"));
        assertThat(failed.path("code").asText())
                .as(failed.toString())
                .isIn("PERMISSION_DENIED", "TABLE_NOT_FOUND");
        isTold(failed);

        fleet.apply(AirlineFleet.RESOURCES.resolve("told-rules.yaml"));
        String run = failed.path("run").asText();
        JsonNode committed =
                Await.until(
                        LONG,
                        () -> drivenAgain(run),
                        r -> r.path("state").asText().equals("committed"));
        assertThat(committed.at("/registered/state").asText())
                .as(committed.toString())
                .isEqualTo("registered");
        isTold(committed);
        isUnderTheKey(committed.path("manifest"));
        isReadBack();
    }

    /// Its object came when the fleet was loaded.
    @Test
    void anObjectStartsTheExportThatWaitsForIt() {
        JsonNode run =
                Await.until(
                        LONG,
                        () -> {
                            // Wakes what is due; here nothing fires the entry that would.
                            send("{\"task\":\"reconcile\"}");
                            return runs("awaited").path(0);
                        },
                        r -> r.path("state").asText().equals("committed"));

        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("committed");
        assertThat(run.path("cause").asText()).startsWith("event objects flights ");
    }

    /// Whoever listens to the topic and to the bus has the end of the run.
    private void isTold(JsonNode run) {
        JsonNode byTopic = notice(fleet.subscribers()::fromTopic, run);
        JsonNode byBus = notice(fleet.subscribers()::fromBus, run);
        for (JsonNode notice : List.of(byTopic, byBus)) {
            assertThat(notice.path("export").asText()).isEqualTo(TOLD);
            assertThat(notice.path("run").asText()).isEqualTo(run.path("run").asText());
            assertThat(notice.path("state").asText()).isEqualTo(run.path("state").asText());
            assertThat(notice.path("fleet").asText()).isEqualTo(fleet.config().fleet());
        }
    }

    private static JsonNode notice(Supplier<List<JsonNode>> taken, JsonNode run) {
        return Await.until(LONG, taken, told -> told.stream().anyMatch(isOf(run))).stream()
                .filter(isOf(run))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody was told of " + run));
    }

    private static Predicate<JsonNode> isOf(JsonNode run) {
        return notice -> notice.path("state").asText().equals(run.path("state").asText());
    }

    private void isUnderTheKey(JsonNode manifest) {
        assertThat(manifest.path("parts")).isNotEmpty();
        for (JsonNode part : manifest.path("parts")) {
            HeadObjectResponse head =
                    fleet.aws()
                            .s3()
                            .headObject(b -> b.bucket(bucket()).key(part.path("key").asText()));
            assertThat(head.serverSideEncryptionAsString()).isEqualTo("aws:kms");
            assertThat(head.ssekmsKeyId()).isEqualTo(fleet.subscribers().key());
        }
    }

    /// Nobody sees it before a steward has looked at its columns.
    private void isReadBack() {
        String sql = "select sum(airports) from flights.public.told";
        Caller.Answer hidden = fleet.as("ana").query(sql, null);
        steward(
                "POST",
                "/v1/classification/told",
                "{\"columns\":{\"state\":\"none\",\"airports\":\"none\"}}");
        Caller.Answer seen =
                Await.until(LONG, () -> fleet.as("ana").query(sql, null), a -> a.status() == 200);

        assertThat(hidden.status()).as(hidden.toString()).isGreaterThanOrEqualTo(400);
        assertThat(seen.json().at("/rows/0/0").asText()).as(seen.toString()).isEqualTo(AIRPORTS);
    }

    private JsonNode drivenAgain(String run) {
        JsonNode now = steward("GET", "/v1/runs/" + run, null);
        if (now.path("state").asText().equals("failed")) {
            steward("POST", "/v1/runs/" + run + "/redrive", null);
        }
        return now;
    }

    private JsonNode last(String export, Predicate<JsonNode> wanted) {
        JsonNode run = Await.until(LONG, () -> runs(export).path(0), wanted);
        assertThat(wanted).as(run.toString()).accepts(run);
        return run;
    }

    private JsonNode runs(String export) {
        return steward("GET", "/v1/exports/" + export + "/runs", null).path("runs");
    }

    private JsonNode steward(String method, String path, @Nullable String json) {
        // A machine without room says so; asking again is what a client does.
        Caller.Answer answer =
                Await.until(
                        LONG,
                        () -> fleet.as("stella").send(method, path, json),
                        a -> a.status() != 429 && a.status() != 503);
        assertThat(answer.status()).as("%s %s: %s", method, path, answer).isLessThan(300);
        return answer.json();
    }

    /// What the stored entry sends in a day.
    private List<String> fired() {
        List<String> events = new ArrayList<>();
        new StoredSchedules(fleet)
                .passADay(
                        "export-" + TOLD + "?groupName=" + fleet.config().fleet(),
                        folder,
                        (function, event) -> events.add(new String(event, StandardCharsets.UTF_8)));
        return events;
    }

    private String told() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode export = body.putArray("resources").addObject();
        export.put("kind", "Export").put("name", TOLD);
        ObjectNode spec = export.putObject("spec");
        spec.put("principal", "teller").put("purpose", "delay_analytics");
        spec.put(
                "query",
                "select state, count(*) as airports from flights.public.airports group by state");
        spec.put("bucket", bucket());
        spec.putObject("encryption").put("kmsKey", fleet.subscribers().key());
        spec.putObject("registers").put("dataset", TOLD).put("source", "flights");
        spec.putObject("schedule").put("cron", "0 9 * * ? *");
        for (String channel : List.of("mail", "lake")) {
            spec.withArrayProperty("notify")
                    .addObject()
                    .put("to", channel)
                    .putArray("when")
                    .add("failed")
                    .add("committed");
        }
        return body.toString();
    }

    private String bucket() {
        return fleet.variable("source-flights", "TRAWL_DATA_BUCKET");
    }

    private void send(String event) {
        fleet.aws()
                .lambda()
                .invoke(b ->
                        b.functionName(fleet.config().deployedName("export"))
                                .qualifier("live")
                                .invocationType(InvocationType.REQUEST_RESPONSE)
                                .payload(SdkBytes.fromUtf8String(event)));
    }
}
