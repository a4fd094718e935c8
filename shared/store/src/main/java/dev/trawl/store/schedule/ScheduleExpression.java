package dev.trawl.store.schedule;

import dev.trawl.protocol.TrawlException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When a schedule fires: `rate(5 minutes)`, `cron(0 6 ? * MON-FRI *)` or
/// `at(2026-11-21T06:00:00)`.
public sealed interface ScheduleExpression {

    Pattern FORM = Pattern.compile("(rate|cron|at)\\((.*)\\)");

    /// How far back a time by the calendar is looked for first, and at last.
    Duration LOOK_BACK = Duration.ofMinutes(2);

    Duration LOOK_BACK_MAX = Duration.ofDays(4 * 365 * 20);
    Pattern RATE = Pattern.compile("([1-9]\\d{0,5}) (minute|hour|day)s?");

    /// At the schedule's start date, or else its creation, and every period from then on.
    record Rate(Duration period) implements ScheduleExpression {}

    /// By the calendar of a zone.
    record Cron(CronExpression expression, ZoneId zone) implements ScheduleExpression {}

    /// Once.
    record At(Instant time) implements ScheduleExpression {}

    /// @throws TrawlException INVALID_RESOURCE if it is none
    static ScheduleExpression parse(String text, String zone) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw InvalidSchedule.of(
                    "A schedule expression is rate(…), cron(…) or at(…), not '" + text + "'.");
        }
        ZoneId zoneId = zone(zone);
        return switch (form.group(1)) {
            case "rate" -> rate(form.group(2));
            case "cron" -> new Cron(CronExpression.parse(form.group(2)), zoneId);
            default -> at(form.group(2), zoneId);
        };
    }

    /// The first time after `after`; `start` is when the schedule began.
    default Optional<Instant> next(Instant after, Instant start) {
        return switch (this) {
            case Rate(Duration period) -> Optional.of(next(after, start, period));
            case Cron(CronExpression expression, ZoneId zone) -> expression.next(after, zone);
            case At(Instant time) -> Optional.of(time).filter(t -> t.isAfter(after));
        };
    }

    /// The last time before `before`, or a period before it; nothing if there was none for twenty
    /// years.
    default Optional<Instant> previous(Instant before) {
        return switch (this) {
            case Rate(Duration period) -> Optional.of(before.minus(period));
            case At(Instant time) -> Optional.of(time).filter(t -> t.isBefore(before));
            case Cron(CronExpression expression, ZoneId zone) -> previous(before, expression, zone);
        };
    }

    /// Looks back further and further, so that few times lie between.
    private static Optional<Instant> previous(
            Instant before, CronExpression expression, ZoneId zone) {
        Optional<Instant> last = Optional.empty();
        for (Duration back = LOOK_BACK;
                last.isEmpty() && back.compareTo(LOOK_BACK_MAX) < 0;
                back = back.multipliedBy(4)) {
            Optional<Instant> time = expression.next(before.minus(back), zone);
            while (time.filter(t -> t.isBefore(before)).isPresent()) {
                last = time;
                time = expression.next(time.get(), zone);
            }
        }
        return last;
    }

    /// The times from `from` on and before `to`, in order.
    ///
    /// @param start when the schedule began
    /// @param max at most so many, the first ones
    default List<Instant> between(Instant from, Instant to, Instant start, int max) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> time = next(from.minusNanos(1), start);
        while (time.filter(t -> t.isBefore(to)).isPresent() && times.size() < max) {
            times.add(time.get());
            time = next(time.get(), start);
        }
        return times;
    }

    private static Instant next(Instant after, Instant start, Duration period) {
        if (after.isBefore(start)) {
            return start;
        }
        long periods = Duration.between(start, after).dividedBy(period);
        return start.plus(period.multipliedBy(periods + 1));
    }

    private static Rate rate(String text) {
        Matcher rate = RATE.matcher(text.strip());
        if (!rate.matches()) {
            throw InvalidSchedule.of(
                    "A rate is a number of minutes, hours or days, not '" + text + "'.");
        }
        long number = Long.parseLong(rate.group(1));
        return new Rate(
                switch (rate.group(2)) {
                    case "minute" -> Duration.ofMinutes(number);
                    case "hour" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    private static At at(String text, ZoneId zone) {
        try {
            LocalDateTime time = LocalDateTime.parse(text.strip());
            return CronExpression.instant(time, zone.getRules())
                    .map(At::new)
                    .orElseThrow(
                            () -> InvalidSchedule.of(text + " does not exist in " + zone + "."));
        } catch (DateTimeException e) {
            throw InvalidSchedule.of(
                    "at() takes a time such as 2026-11-21T06:00:00, not '" + text + "'.");
        }
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw InvalidSchedule.of("There is no time zone '" + zone + "'.");
        }
    }
}
