package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.PrivateFiles;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.local.scheduler.Schedules;
import dev.trawl.local.scheduler.Ticker;
import dev.trawl.localstack.aws.Aws;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.OnFleet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sqs.model.Message;

/// Schedules that LocalStack stores, fired by the local fleet's ticker.
@OnFleet
@Timeout(180)
class SchedulesIT {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Duration RETRIES = Duration.ofSeconds(60);

    private final AirlineFleet fleet;

    @TempDir Path folder;

    SchedulesIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    /// The event is one that the function refuses, so that the queue of what failed shows it.
    @Test
    void aStoredScheduleReachesItsFunctionWithItsTime() throws IOException {
        String arn =
                fleet.aws()
                        .lambda()
                        .getAlias(b ->
                                b.functionName(fleet.config().deployedName("scan-metadata"))
                                        .name("live"))
                        .aliasArn();
        store("tick", arn);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Schedules schedules =
                new Schedules(
                        stored("tick"), Aws.REGION, fleet.config().fleet(), Clock.systemUTC());
        try (Ticker ticker = new Ticker(schedules, this::invokeLater, new Settable(now))) {
            now.set(now.get().plus(Duration.ofDays(1)));
            ticker.tick();
        }

        JsonNode event = MAPPER.readTree(failed().body());

        assertThat(event.path("job").asText()).isEqualTo("tick");
        assertThat(event.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT06:00:00Z");
    }

    /// A clock that stands where it is put.
    private static final class Settable extends Clock {
        private final AtomicReference<Instant> now;

        Settable(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Objects.requireNonNull(now.get());
        }
    }

    private void store(String name, String function) {
        ObjectNode schedule = MAPPER.createObjectNode();
        schedule.put("ScheduleExpression", "cron(0 6 * * ? *)");
        schedule.putObject("FlexibleTimeWindow").put("Mode", "OFF");
        schedule.putObject("Target")
                .put("Arn", function)
                .put("RoleArn", "arn:aws:iam::" + Aws.EMULATED_ACCOUNT + ":role/scheduler")
                .put("Input", "{\"job\":\"tick\",\"time\":\"<aws.scheduler.scheduled-time>\"}");
        assertThat(scheduler("POST", name, schedule.toString()).statusCode()).isEqualTo(200);
    }

    /// What LocalStack stores, in a file as the ticker's schedules have it.
    private Path stored(String name) throws IOException {
        ArrayNode all = MAPPER.createArrayNode();
        all.add(MAPPER.readTree(scheduler("GET", name, "").body()));
        Path file = folder.resolve("schedules.json");
        PrivateFiles.write(file, all.toString());
        return file;
    }

    private HttpResponse<String> scheduler(String method, String name, String body) {
        try (SignedClient client =
                new SignedClient(new AwsKey("test", "test"), Aws.REGION, Clock.systemUTC())) {
            return client.send(
                    "scheduler",
                    method,
                    Objects.requireNonNull(fleet.aws().endpoint()).resolve("/schedules/" + name),
                    Map.of("content-type", "application/json"),
                    body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void invokeLater(String function, byte[] event) {
        fleet.aws()
                .lambda()
                .invoke(b ->
                        b.functionName(function)
                                .invocationType(InvocationType.EVENT)
                                .payload(SdkBytes.fromByteArray(event)));
    }

    private Message failed() {
        String queue =
                fleet.aws()
                        .sqs()
                        .getQueueUrl(b ->
                                b.queueName(
                                        fleet.config().deployedName("scan-metadata") + "-failures"))
                        .queueUrl();
        List<Message> messages =
                Await.until(
                        RETRIES,
                        () ->
                                fleet.aws()
                                        .sqs()
                                        .receiveMessage(b -> b.queueUrl(queue).waitTimeSeconds(2))
                                        .messages(),
                        received -> !received.isEmpty());
        assertThat(messages).hasSize(1);
        fleet.aws()
                .sqs()
                .deleteMessage(
                        b -> b.queueUrl(queue).receiptHandle(messages.getFirst().receiptHandle()));
        return messages.getFirst();
    }
}
