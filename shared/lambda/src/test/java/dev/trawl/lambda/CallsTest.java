package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");

    private final Moving clock = new Moving();
    private final Calls calls = new Calls(clock);

    @Test
    void callsThatOverlapOrFollowCloselyAreOneSpan() {
        call("S3.GetObject", 10, 20);
        call("S3.GetObject", 15, 40);
        call("DynamoDb.GetItem", 41, 45);
        call("S3.GetObject", 42, 50);
        call("S3.GetObject", 100, 130);

        assertThat(calls.since(START))
                .isEqualTo("S3.GetObject 10+40x3; DynamoDb.GetItem 41+4; S3.GetObject 100+30");
    }

    @Test
    void whatBeganBeforeTheRunIsNotTheRuns() {
        call("S3.PutObject", 0, 50);
        call("S3.PutObject", 60, 70);

        assertThat(calls.since(START.plusMillis(10))).isEqualTo("S3.PutObject 50+10");
    }

    @Test
    void manyCallsAreFewSpansAndNoneIsLost() {
        for (int i = 0; i < 1_000; i++) {
            call("S3.GetObject", 10L * i, 10L * i + 5);
        }

        String[] spans = calls.since(START).split("; ", -1);

        assertThat(spans).hasSizeLessThanOrEqualTo(8);
        assertThat(
                        Arrays.stream(spans)
                                .mapToInt(s -> Integer.parseInt(s.replaceAll(".*x", "")))
                                .sum())
                .isEqualTo(1_000);
    }

    @Test
    void theLineThatEndsARunHasItsCalls() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonLog log =
                new JsonLog(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock, Map.of());
        FunctionEdge edge =
                new FunctionEdge(
                        new Endpoints(
                                null,
                                null,
                                (event, invocation) -> call("Database.Statement", 10, 30)),
                        log,
                        clock,
                        calls);

        edge.answer(
                "{}".getBytes(StandardCharsets.UTF_8),
                new Invocation("r", null, START.plusSeconds(9)));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("\"calls\":\"Database.Statement 10+20\"");
    }

    private void call(String what, long from, long to) {
        clock.now = START.plusMillis(to);
        calls.ended(what, Duration.ofMillis(to - from));
    }

    private static final class Moving extends Clock {
        private Instant now = START;

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
            return now;
        }
    }
}
