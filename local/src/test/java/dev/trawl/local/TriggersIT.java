package dev.trawl.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.local.fixture.SettableClock;
import dev.trawl.local.fixture.TestFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What invokes functions without a caller: changes of objects and schedules.
@Timeout(120)
final class TriggersIT {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir static Path folder;

    private static final SettableClock CLOCK =
            new SettableClock(Instant.parse("2026-11-21T09:00:00Z"));
    private static LocalFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        Path file = folder.resolve("trawl.yaml");
        Files.writeString(
                file,
                """
                fleet: test
                region: eu-central-1
                issuers: [{issuer: "https://login.test", development: true, audiences: [trawl]}]
                functions:
                  scan-metadata: {memory: 256, settings: {eventsFile: %1$s/scan}}
                  export: {memory: 256, settings: {eventsFile: %1$s/export}}
                sources:
                  - {name: files, kind: objects, memory: 256}
                """
                        .formatted(folder));
        fleet =
                LocalFleet.start(
                        FleetConfig.read(file),
                        folder.resolve("state"),
                        TestFleet.options(folder).withScheduleClock(CLOCK));
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void changesOfObjectsReachScanMetadataInS3sForm() {
        try (S3Client s3 = s3()) {
            String key = "flights/a b+ü.csv";
            s3.putObject(put -> put.bucket("test-files").key(key), RequestBody.fromString("abc"));
            s3.deleteObjects(delete ->
                    delete.bucket("test-files")
                            .delete(d -> d.objects(ObjectIdentifier.builder().key(key).build())));

            String encoded = "flights/a+b%2B%C3%BC.csv";
            JsonNode created = event("ObjectCreated:Put", encoded);
            JsonNode removed = event("ObjectRemoved:Delete", encoded);
            JsonNode object = created.path("s3").path("object");
            assertThat(created.path("s3").path("bucket").path("name").asText())
                    .isEqualTo("test-files");
            assertThat(created.path("awsRegion").asText()).isEqualTo("eu-central-1");
            assertThat(object.path("size").asInt()).isEqualTo(3);
            assertThat(object.path("eTag").asText()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
            assertThat(removed.path("s3").path("object").path("sequencer").asText())
                    .isGreaterThan(object.path("sequencer").asText());
        }
    }

    @Test
    void whatDidNotChangeIsNotTold() {
        try (S3Client s3 = s3()) {
            s3.putObject(put -> put.bucket("test-files").key("once"), RequestBody.fromString("1"));
            assertThatThrownBy(() ->
                            s3.putObject(
                                    put -> put.bucket("test-files").key("once").ifNoneMatch("*"),
                                    RequestBody.fromString("2")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
            s3.deleteObject(delete -> delete.bucket("test-files").key("never"));
            s3.putObject(put -> put.bucket("test-state").key("own"), RequestBody.fromString("1"));
            s3.putObject(put -> put.bucket("test-files").key("last"), RequestBody.fromString("1"));

            event("ObjectCreated:Put", "last");
            event("ObjectCreated:Put", "once");
            assertThat(events("scan"))
                    .extracting(event -> at(event).path("key").asText())
                    .doesNotContain("never", "own");
            assertThat(events("scan"))
                    .filteredOn(event -> at(event).path("key").asText().equals("once"))
                    .hasSize(1);
        }
    }

    @Test
    void copiesAndUploadsInPartsAreTold() {
        try (S3Client s3 = s3()) {
            String upload =
                    s3.createMultipartUpload(c -> c.bucket("test-files").key("parts")).uploadId();
            String etag =
                    s3.uploadPart(
                                    p ->
                                            p.bucket("test-files")
                                                    .key("parts")
                                                    .uploadId(upload)
                                                    .partNumber(1),
                                    RequestBody.fromString("part"))
                            .eTag();
            s3.completeMultipartUpload(c ->
                    c.bucket("test-files")
                            .key("parts")
                            .uploadId(upload)
                            .multipartUpload(m ->
                                    m.parts(
                                            CompletedPart.builder()
                                                    .partNumber(1)
                                                    .eTag(etag)
                                                    .build())));
            s3.copyObject(c ->
                    c.sourceBucket("test-files")
                            .sourceKey("parts")
                            .destinationBucket("test-files")
                            .destinationKey("copy"));

            assertThat(at(event("ObjectCreated:CompleteMultipartUpload", "parts")).path("size"))
                    .hasToString("4");
            assertThat(at(event("ObjectCreated:Copy", "copy")).path("size")).hasToString("4");
        }
    }

    @Test
    void aScheduleFiresItsFunctionWithItsTime() throws Exception {
        Instant start = CLOCK.instant();
        HttpResponse<String> created = schedule("export", "POST", "/nightly", "rate(1 hour)");
        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.body())
                .contains("arn:aws:scheduler:eu-central-1:000000000000:schedule/test/nightly");

        CLOCK.set(start.plus(Duration.ofHours(1)));

        await("export", event -> event.path("time").asText().equals(start.plusSeconds(3600) + ""));
        assertThat(schedule("export", "POST", "/nightly", "rate(1 hour)").statusCode())
                .isEqualTo(409);
        assertThat(schedule("export", "PUT", "/nightly", "rate(2 fortnights)").statusCode())
                .isEqualTo(400);
        assertThat(schedule("export", "PUT", "/nightly", "rate(2 days)").statusCode())
                .isEqualTo(200);
        JsonNode read =
                MAPPER.readTree(schedule("export", "GET", "/nightly?groupName=test", "").body());
        assertThat(read.path("ScheduleExpression").asText()).isEqualTo("rate(2 days)");
        assertThat(read.path("CreationDate").asLong()).isEqualTo(start.getEpochSecond());
        assertThat(schedule("export", "GET", "", "").body()).contains("\"Name\":\"nightly\"");
        assertThat(Files.readString(fleet.state().resolve("schedules.json"))).contains("nightly");
        assertThat(schedule("export", "DELETE", "/nightly?groupName=test", "").statusCode())
                .isEqualTo(200);
        HttpResponse<String> gone = schedule("export", "GET", "/nightly?groupName=test", "");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.headers().firstValue("x-amzn-ErrorType"))
                .contains("ResourceNotFoundException");
    }

    @Test
    void onlyExportHasSchedulesAndOnlyOfItself() {
        assertThat(schedule("query", "POST", "/foreign", "rate(1 hour)").statusCode())
                .isEqualTo(403);
        assertThat(schedule("query", "GET", "", "").statusCode()).isEqualTo(403);
        assertThat(
                        send("export", "POST", "/policy", body("test-policy", "rate(1 hour)"))
                                .statusCode())
                .isEqualTo(403);
    }

    private static HttpResponse<String> schedule(
            String function, String method, String path, String expression) {
        String body = expression.isEmpty() ? "" : body("test-export:live", expression);
        return send(function, method, path, body);
    }

    private static String body(String target, String expression) {
        return """
        {"GroupName": "test", "ScheduleExpression": "%s", "FlexibleTimeWindow": {"Mode": "OFF"},
         "Target": {"Arn": "arn:aws:lambda:eu-central-1:000000000000:function:%s",
                    "RoleArn": "arn:aws:iam::000000000000:role/test-schedules",
                    "Input": "{\\"time\\":\\"<aws.scheduler.scheduled-time>\\"}"}}
        """
                .formatted(expression, target);
    }

    private static HttpResponse<String> send(
            String function, String method, String path, String body) {
        AwsBasicCredentials credentials = credentials(function);
        try (SignedClient client =
                new SignedClient(
                        new AwsKey(credentials.accessKeyId(), credentials.secretAccessKey()),
                        "eu-central-1",
                        Clock.systemUTC())) {
            return client.send(
                    "scheduler",
                    method,
                    URI.create(
                            TestFleet.variable(fleet, function, "AWS_ENDPOINT_URL_SCHEDULER")
                                    + "/schedules"
                                    + path),
                    Map.of("content-type", "application/json"),
                    body.getBytes(UTF_8));
        }
    }

    private static JsonNode at(JsonNode event) {
        return event.path("s3").path("object");
    }

    private static JsonNode event(String name, String key) {
        return await(
                "scan",
                event ->
                        event.path("eventName").asText().equals(name)
                                && at(event).path("key").asText().equals(key));
    }

    /// Reads until it is there; the test's timeout ends what never comes.
    private static JsonNode await(String file, Predicate<JsonNode> wanted) {
        while (true) {
            for (JsonNode event : events(file)) {
                if (wanted.test(event)) {
                    return event;
                }
            }
            Thread.onSpinWait();
        }
    }

    private static List<JsonNode> events(String file) {
        Path path = folder.resolve(file);
        try {
            return Files.exists(path)
                    ? Files.readString(path)
                            .lines()
                            .filter(line -> line.endsWith("}"))
                            .map(TriggersIT::parse)
                            .map(event ->
                                    event.path("Records").path(0).isObject()
                                            ? event.path("Records").path(0)
                                            : event)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AwsBasicCredentials credentials(String function) {
        return AwsBasicCredentials.create(
                TestFleet.variable(fleet, function, "AWS_ACCESS_KEY_ID"),
                TestFleet.variable(fleet, function, "AWS_SECRET_ACCESS_KEY"));
    }

    private static S3Client s3() {
        return S3Client.builder()
                .forcePathStyle(true)
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(
                        URI.create(
                                TestFleet.variable(fleet, "source-files", "AWS_ENDPOINT_URL_S3")))
                .credentialsProvider(StaticCredentialsProvider.create(credentials("source-files")))
                .build();
    }
}
