package dev.trawl.store.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronExpressionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 10 * * ? *            | 2026-11-21T10:00:00Z | 2026-11-22T10:00:00Z
                    15 12 * * ? *           | 2026-11-21T09:59:30Z | 2026-11-21T12:15:00Z
                    0 18 ? * MON-FRI *      | 2026-11-21T09:00:00Z | 2026-11-23T18:00:00Z
                    0 8 1 * ? *             | 2026-11-21T09:00:00Z | 2026-12-01T08:00:00Z
                    0/15 * * * ? *          | 2026-11-21T09:45:00Z | 2026-11-21T10:00:00Z
                    0/10 * ? * 2-6 *        | 2026-11-20T23:55:00Z | 2026-11-23T00:00:00Z
                    0/5 8-17 ? * MON-FRI *  | 2026-11-20T17:55:00Z | 2026-11-23T08:00:00Z
                    30 9 L * ? *            | 2027-02-01T00:00:00Z | 2027-02-28T09:30:00Z
                    30 9 L 2 ? *            | 2027-03-01T00:00:00Z | 2028-02-29T09:30:00Z
                    0 9 ? * 2#1 *           | 2026-11-21T00:00:00Z | 2026-12-07T09:00:00Z
                    0 9 ? * 6L *            | 2026-11-21T00:00:00Z | 2026-11-27T09:00:00Z
                    0 9 1W 8 ? *            | 2026-01-01T00:00:00Z | 2026-08-03T09:00:00Z
                    0 9 15W 11 ? *          | 2026-01-01T00:00:00Z | 2026-11-16T09:00:00Z
                    0 0 1 JAN ? 2030-2040/5 | 2026-01-01T00:00:00Z | 2030-01-01T00:00:00Z
                    0 0 1,15 * ? *          | 2026-11-01T00:00:00Z | 2026-11-15T00:00:00Z
                    0 12 ? * L *            | 2026-11-21T13:00:00Z | 2026-11-28T12:00:00Z
                    """)
    void theNextTimeIsTheCalendars(String expression, Instant after, Instant next) {
        assertThat(CronExpression.parse(expression).next(after, ZoneId.of("UTC"))).contains(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cron(0 6 * * ? *)    | 2026-03-29T04:00:00Z | 2026-03-28T05:00:00Z
                    cron(0 6 * * ? *)    | 2026-03-29T03:59:00Z | 2026-03-28T05:00:00Z
                    cron(* * * * ? *)    | 2026-01-01T00:00:30Z | 2026-01-01T00:00:00Z
                    cron(0 0 29 2 ? *)   | 2027-01-01T00:00:00Z | 2024-02-28T23:00:00Z
                    cron(0 0 1 1 ? 2030) | 2027-01-01T00:00:00Z |
                    rate(2 hours)        | 2026-01-01T00:00:00Z | 2025-12-31T22:00:00Z
                    at(2026-01-01T00:00:00) | 2026-01-01T00:00:00Z | 2025-12-31T23:00:00Z
                    at(2026-01-01T00:00:00) | 2025-12-31T23:00:00Z |
                    """)
    void theTimeBeforeIsFound(String expression, Instant before, @Nullable Instant previous) {
        assertThat(ScheduleExpression.parse(expression, "Europe/Berlin").previous(before))
                .isEqualTo(Optional.ofNullable(previous));
    }

    @Test
    void aTimeThatTheZoneSkipsDoesNotFire() {
        assertThat(times("30 2 * * ? *", "2027-03-27T00:00:00Z", ZoneId.of("Europe/Berlin"), 3))
                .containsExactly(
                        Instant.parse("2027-03-27T01:30:00Z"),
                        Instant.parse("2027-03-29T00:30:00Z"),
                        Instant.parse("2027-03-30T00:30:00Z"));
    }

    @Test
    void aTimeThatComesTwiceFiresTheFirstTime() {
        assertThat(times("30 2 * * ? *", "2026-10-24T12:00:00Z", ZoneId.of("Europe/Berlin"), 2))
                .containsExactly(
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-26T01:30:00Z"));
    }

    /// Every half hour of the day on which a zone goes from 02:00 to 03:00, and of the one on which
    /// it goes back from 03:00 to 02:00.
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,    2027-03-28, 46",
        "Europe/Berlin,    2026-10-25, 48",
        "America/New_York, 2027-03-14, 46",
        "America/New_York, 2026-11-01, 48",
        "Australia/Lord_Howe, 2026-10-04, 47",
        "UTC,              2027-03-28, 48"
    })
    void aDayHasNoSkippedTimesAndADoubledOneOnce(String zone, String day, int expected) {
        ZoneId id = ZoneId.of(zone);
        LocalDate date = LocalDate.parse(day);
        List<Instant> times =
                ScheduleExpression.parse("cron(0/30 * * * ? *)", zone)
                        .between(
                                date.atStartOfDay(id).toInstant(),
                                date.plusDays(1).atStartOfDay(id).toInstant(),
                                Instant.EPOCH,
                                100);
        assertThat(times).hasSize(expected).isSorted().doesNotHaveDuplicates();
        assertThat(times.stream().map(t -> t.atZone(id).toLocalTime()))
                .as("no time of the clock twice")
                .doesNotHaveDuplicates();
    }

    @Test
    void aRateGoesOnThroughBothChanges() {
        List<Instant> times =
                ScheduleExpression.parse("rate(1 hour)", "Europe/Berlin")
                        .between(
                                Instant.parse("2026-10-24T22:00:00Z"),
                                Instant.parse("2026-10-25T23:00:00Z"),
                                Instant.parse("2026-10-01T00:00:00Z"),
                                100);
        assertThat(times).hasSize(25);
    }

    @Test
    void timesBetweenHaveTheirFirstAndNotTheirEnd() {
        Instant from = Instant.parse("2026-11-01T06:00:00Z");
        ScheduleExpression daily = ScheduleExpression.parse("cron(0 6 * * ? *)", "UTC");
        assertThat(daily.between(from, from.plusSeconds(2 * 86_400), Instant.EPOCH, 10))
                .containsExactly(from, from.plusSeconds(86_400));
        assertThat(daily.between(from, from.plusSeconds(9 * 86_400), Instant.EPOCH, 2)).hasSize(2);
        assertThat(daily.between(from, from, Instant.EPOCH, 10)).isEmpty();
    }

    @Test
    void aDateThatNeverComesNeverFires() {
        assertThat(CronExpression.parse("0 0 30 2 ? *").next(Instant.EPOCH, ZoneId.of("UTC")))
                .isEmpty();
        assertThat(
                        CronExpression.parse("0 0 * * ? 2020")
                                .next(Instant.parse("2026-01-01T00:00:00Z"), ZoneId.of("UTC")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 10 * * *",
                "0 10 * * * *",
                "0 10 ? * ? *",
                "60 10 * * ? *",
                "0 24 * * ? *",
                "0 10 32 * ? *",
                "0 10 * FOO ? *",
                "0 10 ? * 8 *",
                "0 10 ? * 2#6 *",
                "5-1 10 * * ? *",
                "0/0 10 * * ? *",
                "0/1/2 10 * * ? *",
                "1-2-3 10 * * ? *",
                "-1 10 * * ? *",
                "0 10 * * ? 1969"
            })
    void whatIsNoCronExpressionIsRefused(String expression) {
        assertThatThrownBy(() -> CronExpression.parse(expression))
                .isInstanceOf(TrawlException.class);
    }

    private static List<Instant> times(String expression, String after, ZoneId zone, int count) {
        CronExpression cron = CronExpression.parse(expression);
        List<Instant> times = new ArrayList<>();
        Optional<Instant> time = cron.next(Instant.parse(after), zone);
        while (time.isPresent() && times.size() < count) {
            times.add(time.get());
            time = cron.next(time.get(), zone);
        }
        return times;
    }
}
