package dev.trawl.local.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.local.fixture.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TickerTest {

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T09:00:00Z"));
    private final List<String> events = new ArrayList<>();
    private Schedules schedules;
    private Ticker ticker;

    @BeforeEach
    void start() {
        schedules = schedules();
        ticker = ticker();
    }

    @Test
    void eachTimeFiresOnceWithItsTimeInTheEvent() {
        create("daily", "cron(0 6 * * ? *)", "\"ScheduleExpressionTimezone\":\"Europe/Berlin\",");

        tickAt("2026-11-22T04:59:59Z");
        tickAt("2026-11-22T05:00:00Z");
        tickAt("2026-11-22T05:00:01Z");
        tickAt("2026-11-23T05:00:01Z");

        assertThat(events)
                .containsExactly(
                        "export {\"time\":\"2026-11-22T05:00:00Z\"}",
                        "export {\"time\":\"2026-11-23T05:00:00Z\"}");
    }

    @Test
    void aRateFiresFromItsStartDateOrItsCreationOn() {
        create("often", "rate(5 minutes)", "");
        create("later", "rate(5 minutes)", "\"StartDate\":1795251720,");

        tickAt("2026-11-21T09:05:00Z");
        tickAt("2026-11-21T09:07:00Z");

        assertThat(events)
                .containsExactly(
                        "export {\"time\":\"2026-11-21T09:02:00Z\"}",
                        "export {\"time\":\"2026-11-21T09:00:00Z\"}",
                        "export {\"time\":\"2026-11-21T09:05:00Z\"}",
                        "export {\"time\":\"2026-11-21T09:07:00Z\"}");
    }

    @Test
    void aClockThatLeapsFiresTheLatestTimesOnly() {
        create("often", "rate(1 minute)", "");

        tickAt("2026-11-22T09:00:30Z");

        assertThat(events)
                .hasSize(Ticker.FIRINGS_MAX)
                .endsWith("export {\"time\":\"2026-11-22T09:00:00Z\"}");
    }

    @Test
    void aTimeThatPassedWhileNothingTickedIsNotMadeUpFor() {
        create("often", "rate(1 hour)", "");
        clock.set(Instant.parse("2026-11-21T12:30:00Z"));
        schedules = schedules();
        ticker = ticker();

        tickAt("2026-11-21T12:59:00Z");
        tickAt("2026-11-21T13:00:00Z");

        assertThat(events).containsExactly("export {\"time\":\"2026-11-21T13:00:00Z\"}");
    }

    @Test
    void oneThatIsDisabledOrOverDoesNotFire() {
        create("off", "rate(1 hour)", "\"State\":\"DISABLED\",");
        create("over", "rate(1 hour)", "\"EndDate\":1795251000,");

        tickAt("2026-11-21T12:00:00Z");

        assertThat(events).isEmpty();
    }

    @Test
    void oneTimeFiresOnceAndGoesWhenToldTo() {
        create("once", "at(2026-11-21T10:00:00)", "\"ActionAfterCompletion\":\"DELETE\",");
        create("stays", "at(2026-11-21T11:00:00)", "");

        tickAt("2026-11-21T09:59:59Z");
        assertThat(schedules.all()).hasSize(2);
        tickAt("2026-11-21T11:00:00Z");
        tickAt("2026-11-22T11:00:00Z");

        assertThat(events).hasSize(2);
        assertThat(schedules.all())
                .extracting(schedule -> schedule.id().name())
                .containsExactly("stays");
    }

    @Test
    void aDeclaredScheduleFiresWithTheOthers() {
        schedules.declare("daily", "cron(0 6 * * ? *)", "UTC", "scan", "{}");

        tickAt("2026-11-22T06:00:00Z");

        assertThat(events).containsExactly("scan {}");
        assertThat(schedules.all()).isEmpty();
        assertThatThrownBy(() -> schedules.declare("bad", "rate(1 eon)", "UTC", "scan", "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "schedule bad: A rate is a number of minutes, hours or days, not '1 eon'.");
    }

    @Test
    void aTargetThatIsRefusedStopsNoOther() {
        create("often", "rate(1 hour)", "");
        ticker =
                new Ticker(
                        schedules,
                        (function, event) -> {
                            throw new IllegalStateException("refused");
                        },
                        clock);

        tickAt("2026-11-21T10:00:00Z");

        assertThat(schedules.all()).hasSize(1);
    }

    private void tickAt(String time) {
        clock.set(Instant.parse(time));
        ticker.tick();
    }

    private Schedules schedules() {
        return new Schedules(folder.resolve("schedules.json"), "eu-central-1", "test", clock);
    }

    private Ticker ticker() {
        return new Ticker(
                schedules,
                (function, event) ->
                        events.add(function + " " + new String(event, StandardCharsets.UTF_8)),
                clock);
    }

    private void create(String name, String expression, String more) {
        String body =
                """
                {%s "ScheduleExpression": "%s", "FlexibleTimeWindow": {"Mode": "OFF"},
                 "Target": {"Arn": "export", "RoleArn": "r",
                            "Input": "{\\"time\\":\\"<aws.scheduler.scheduled-time>\\"}"}}
                """
                        .formatted(more, expression);
        try {
            schedules.create(
                    new Schedule.Id("test", name), JsonMapper.builder().build().readTree(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
