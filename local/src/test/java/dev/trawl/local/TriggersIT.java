package dev.trawl.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.fixture.SettableClock;
import dev.trawl.local.fixture.TestFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.SchedulerException;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

/// What invokes functions without a caller: changes of objects and schedules.
@Timeout(120)
final class TriggersIT {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir static Path folder;

    private static final Instant STARTED = Instant.parse("2026-11-21T09:00:00Z");
    private static final SettableClock CLOCK = new SettableClock(STARTED);
    private static final String ARN = "arn:aws:lambda:eu-central-1:000000000000:function:";
    private static final String INPUT = "{\"time\":\"<aws.scheduler.scheduled-time>\"}";
    private static final Target TARGET =
            Target.builder()
                    .arn(ARN + "test-export:live")
                    .roleArn("arn:aws:iam::000000000000:role/test-schedules")
                    .input(INPUT)
                    .build();
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
    void aScheduleFiresItsFunctionWithItsTime() throws IOException {
        Instant start = CLOCK.instant();
        try (SchedulerClient scheduler = scheduler("export")) {
            String arn =
                    scheduler
                            .createSchedule(
                                    c -> c.name("nightly").applyMutation(TriggersIT::hourly))
                            .scheduleArn();
            assertThat(arn)
                    .isEqualTo("arn:aws:scheduler:eu-central-1:000000000000:schedule/test/nightly");
            await("export", event -> event.path("time").asText().equals(start.toString()));

            CLOCK.set(start.plus(Duration.ofHours(1)));

            String next = start.plus(Duration.ofHours(1)).toString();
            await("export", event -> event.path("time").asText().equals(next));
            assertThat(Files.readString(fleet.state().resolve("schedules.json")))
                    .contains("nightly");
        }
    }

    @Test
    void schedulesAreMadeChangedFoundAndRemoved() {
        try (SchedulerClient scheduler = scheduler("export")) {
            for (String name : List.of("page-a", "page-b", "page-c")) {
                scheduler.createSchedule(c -> c.name(name).applyMutation(TriggersIT::hourly));
            }
            assertThatThrownBy(() ->
                            scheduler.createSchedule(
                                    c -> c.name("page-a").applyMutation(TriggersIT::hourly)))
                    .isInstanceOf(ConflictException.class);
            scheduler.updateSchedule(u ->
                    u.name("page-b")
                            .groupName("test")
                            .scheduleExpression("cron(0 6 ? * MON-FRI *)")
                            .scheduleExpressionTimezone("Europe/Berlin")
                            .state(ScheduleState.DISABLED)
                            .flexibleTimeWindow(w -> w.mode("OFF"))
                            .target(TARGET));
            assertThatThrownBy(() ->
                            scheduler.createSchedule(c ->
                                    c.name("bad")
                                            .applyMutation(TriggersIT::hourly)
                                            .scheduleExpression("rate(2 fortnights)")))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("A rate is a number of minutes");

            GetScheduleResponse found =
                    scheduler.getSchedule(g -> g.groupName("test").name("page-b"));
            assertThat(found.scheduleExpression()).isEqualTo("cron(0 6 ? * MON-FRI *)");
            assertThat(found.scheduleExpressionTimezone()).isEqualTo("Europe/Berlin");
            assertThat(found.state()).isEqualTo(ScheduleState.DISABLED);
            assertThat(found.target().input()).isEqualTo(INPUT);
            assertThat(found.creationDate()).isBetween(STARTED, CLOCK.instant());
            assertThat(
                            scheduler
                                    .listSchedulesPaginator(l ->
                                            l.groupName("test").namePrefix("page-").maxResults(2))
                                    .schedules()
                                    .stream()
                                    .map(ScheduleSummary::name))
                    .containsExactly("page-a", "page-b", "page-c");
            assertThat(
                            scheduler
                                    .listSchedules(l -> l.namePrefix("page-").state("DISABLED"))
                                    .schedules())
                    .singleElement()
                    .satisfies(one -> assertThat(one.name()).isEqualTo("page-b"));
            scheduler.deleteSchedule(d -> d.groupName("test").name("page-b"));
            assertThatThrownBy(() -> scheduler.getSchedule(g -> g.groupName("test").name("page-b")))
                    .isInstanceOf(ResourceNotFoundException.class);
            assertThatThrownBy(() -> scheduler.getSchedule(g -> g.groupName("x").name("page-a")))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Schedule group x");
        }
    }

    @Test
    void onlyExportHasSchedulesAndOnlyOfItself() {
        try (SchedulerClient query = scheduler("query");
                SchedulerClient export = scheduler("export")) {
            assertDenied(
                    () -> query.createSchedule(c -> c.name("a").applyMutation(TriggersIT::hourly)));
            assertDenied(() -> query.listSchedules(l -> l.groupName("test")));
            assertDenied(() ->
                    export.createSchedule(c ->
                            c.name("b")
                                    .applyMutation(TriggersIT::hourly)
                                    .target(t -> t.arn(ARN + "test-policy").roleArn("r"))));
        }
    }

    private static void hourly(CreateScheduleRequest.Builder schedule) {
        schedule.groupName("test")
                .scheduleExpression("rate(1 hour)")
                .flexibleTimeWindow(w -> w.mode("OFF"))
                .target(TARGET);
    }

    private static void assertDenied(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SchedulerException.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    private static SchedulerClient scheduler(String function) {
        return SchedulerClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(
                        URI.create(
                                TestFleet.variable(fleet, function, "AWS_ENDPOINT_URL_SCHEDULER")))
                .credentialsProvider(StaticCredentialsProvider.create(credentials(function)))
                .build();
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
            assertThat(Thread.interrupted()).as("out of time").isFalse();
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
