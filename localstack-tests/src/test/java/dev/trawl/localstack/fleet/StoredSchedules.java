package dev.trawl.localstack.fleet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.PrivateFiles;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.local.scheduler.Schedules;
import dev.trawl.local.scheduler.Ticker;
import dev.trawl.localstack.aws.Aws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// The schedules that LocalStack stores and never fires: the local fleet's ticker fires them.
public final class StoredSchedules {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final AirlineFleet fleet;

    public StoredSchedules(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    /// Asks the Scheduler's API.
    ///
    /// @param schedule name, and `?groupName=` where it is not of the default group
    public HttpResponse<String> ask(String method, String schedule, String body) {
        try (SignedClient client =
                new SignedClient(new AwsKey("test", "test"), Aws.REGION, Clock.systemUTC())) {
            return client.send(
                    "scheduler",
                    method,
                    Objects.requireNonNull(fleet.aws().endpoint())
                            .resolve("/schedules/" + schedule),
                    Map.of("content-type", "application/json"),
                    body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Lets a day pass for one stored schedule.
    ///
    /// @param scratch a folder of the test's
    public void passADay(String schedule, Path scratch, Ticker.Invoker invoker) {
        Path file = scratch.resolve("schedules.json");
        try {
            ArrayNode all = MAPPER.createArrayNode();
            all.add(MAPPER.readTree(ask("GET", schedule, "").body()));
            PrivateFiles.write(file, all.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Schedules schedules =
                new Schedules(file, Aws.REGION, fleet.config().fleet(), Clock.systemUTC());
        try (Ticker ticker = new Ticker(schedules, invoker, new Settable(now))) {
            now.set(now.get().plus(Duration.ofDays(1)));
            ticker.tick();
        }
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
}
