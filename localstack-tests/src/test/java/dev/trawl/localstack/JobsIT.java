package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.OnFleet;
import dev.trawl.localstack.fleet.StoredSchedules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.s3.model.S3Object;

/// What runs by itself: an object that comes is scanned and asked for, a schedule makes an export,
/// once, however often its event comes.
@OnFleet
@Timeout(240)
class JobsIT {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String EXPORT = "daily_delays";

    private final AirlineFleet fleet;

    @TempDir Path folder;

    JobsIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    /// The object's event goes by EventBridge and its rule to the scan, which declares the table.
    /// Its columns stay hidden until a steward has looked at them; then who may read the source
    /// sees its rows, and those of the next object.
    @Test
    void anObjectThatIsPutIsATableOfTheNextQuery() {
        String sql = "select level from gates";
        Caller.Answer before = fleet.as("ana").query(sql, null);
        put("gates/2001.csv", "gate,level\nA1,1\nB7,2\n");

        Caller.Answer after =
                Await.until(
                        LONG,
                        () -> fleet.as("ana").query(sql, null),
                        answer -> !answer.text().contains("TABLE_NOT_FOUND"));

        assertThat(before.text()).contains("TABLE_NOT_FOUND");
        assertThat(after.text())
                .contains("PERMISSION_DENIED")
                .contains("no column of flights.public.gates is visible to you");
        Caller.Answer byAna = accept("ana");
        Caller.Answer bySteward = accept("stella");
        assertThat(byAna.status()).as(byAna.toString()).isEqualTo(403);
        assertThat(bySteward.status()).as(bySteward.toString()).isEqualTo(200);
        Caller.Answer seen =
                Await.until(
                        LONG,
                        () -> fleet.as("ana").query(sql + " order by level", null),
                        answer -> answer.status() == 200);
        assertThat(seen.json().at("/rows/0/0").asText()).as(seen.toString()).isEqualTo("1");
        assertThat(seen.json().at("/rows/1/0").asText()).isEqualTo("2");

        put("gates/2002.csv", "gate,level\nC3,9\n");
        Caller.Answer more =
                Await.until(
                        LONG,
                        () -> fleet.as("ana").query("select count(*) from gates", null),
                        answer -> answer.json().at("/rows/0/0").asInt() == 3);
        assertThat(more.json().at("/rows/0/0").asInt()).as(more.toString()).isEqualTo(3);
    }

    /// The export function makes the schedule's entry; the entry's event comes twice, at once.
    @Test
    void aScheduledExportThatIsToldTwiceMakesOneResult() throws NoSuchAlgorithmException {
        send("{\"task\":\"reconcile\"}", InvocationType.REQUEST_RESPONSE);
        List<String> events = new ArrayList<>();
        new StoredSchedules(fleet)
                .passADay(
                        "export-" + EXPORT + "?groupName=" + fleet.config().fleet(),
                        folder,
                        (function, event) -> events.add(new String(event, StandardCharsets.UTF_8)));
        assertThat(events).hasSize(1);

        send(events.getFirst(), InvocationType.EVENT);
        send(events.getFirst(), InvocationType.EVENT);
        JsonNode run =
                Await.until(LONG, this::lastRun, r -> r.path("state").asText().equals("committed"));
        // The second of the two may come late; told once more, nothing more happens.
        send(events.getFirst(), InvocationType.REQUEST_RESPONSE);

        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("committed");
        assertThat(runs()).hasSize(1);
        isWhole(run.path("run").asText());
    }

    /// Says of every column of the new table that it holds nothing personal.
    private Caller.Answer accept(String principal) {
        return fleet.as(principal)
                .send(
                        "POST",
                        "/v1/classification/gates",
                        "{\"columns\":{\"gate\":\"none\",\"level\":\"none\"}}");
    }

    /// The manifest tells of all there is, and nothing else is there.
    private void isWhole(String run) throws NoSuchAlgorithmException {
        String bucket = fleet.variable("export", "TRAWL_STATE_BUCKET");
        List<String> keys =
                fleet
                        .aws()
                        .s3()
                        .listObjectsV2Paginator(b -> b.bucket(bucket).prefix("exports/"))
                        .contents()
                        .stream()
                        .map(S3Object::key)
                        .filter(key -> key.contains(run))
                        .toList();
        List<String> manifests = keys.stream().filter(k -> k.endsWith("manifest.json")).toList();
        assertThat(manifests).hasSize(1);
        JsonNode manifest = json(bytes(bucket, manifests.getFirst()));
        List<String> parts = new ArrayList<>(manifests);
        long rows = 0;
        for (JsonNode part : manifest.path("parts")) {
            byte[] bytes = bytes(bucket, part.path("key").asText());
            assertThat(part.path("sha256").asText())
                    .isEqualTo(
                            HexFormat.of()
                                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            rows += part.path("rows").asLong();
            parts.add(part.path("key").asText());
        }
        assertThat(rows).isEqualTo(manifest.path("rows").asLong()).isPositive();
        assertThat(keys).containsExactlyInAnyOrderElementsOf(parts);
    }

    private JsonNode runs() {
        return fleet.as("stella")
                .send("GET", "/v1/exports/" + EXPORT + "/runs", null)
                .json()
                .path("runs");
    }

    private JsonNode lastRun() {
        return runs().path(0);
    }

    private void put(String key, String text) {
        String bucket = fleet.variable("source-flights", "TRAWL_DATA_BUCKET");
        fleet.aws().s3().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    private byte[] bytes(String bucket, String key) {
        return fleet.aws().s3().getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
    }

    private void send(String event, InvocationType type) {
        fleet.aws()
                .lambda()
                .invoke(b ->
                        b.functionName(fleet.config().deployedName("export"))
                                .qualifier("live")
                                .invocationType(type)
                                .payload(SdkBytes.fromUtf8String(event)));
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
