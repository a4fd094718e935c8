package dev.trawl.store.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.NavigableSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A cron expression of six fields: minutes, hours, day of month, month, day of week, year.
///
/// A local time that the zone skips does not fire; one that comes twice fires the first time.
record CronExpression(
        NavigableSet<Integer> minutes,
        NavigableSet<Integer> hours,
        CronDays days,
        NavigableSet<Integer> months,
        NavigableSet<Integer> years) {

    static CronExpression parse(String text) {
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != 6) {
            throw InvalidSchedule.of(
                    "A cron expression has six fields: minutes, hours, day-of-month, month,"
                            + " day-of-week, year; this one has "
                            + fields.length
                            + ".");
        }
        return new CronExpression(
                CronField.MINUTES.parse(fields[0]),
                CronField.HOURS.parse(fields[1]),
                CronDays.parse(fields[2], fields[4]),
                CronField.MONTHS.parse(fields[3]),
                CronField.YEARS.parse(fields[5]));
    }

    /// The first time after `after`, if there is one.
    Optional<Instant> next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        LocalDate date = LocalDate.ofInstant(after, zone);
        @Nullable Integer year = years.ceiling(date.getYear());
        while (year != null) {
            LocalDate first = LocalDate.ofYearDay(year, 1);
            date = date.isBefore(first) ? first : date;
            while (date.getYear() == year) {
                if (!months.contains(date.getMonthValue())) {
                    date = date.withDayOfMonth(1).plusMonths(1);
                    continue;
                }
                Optional<Instant> time =
                        days.includes(date) ? first(date, after, rules) : Optional.empty();
                if (time.isPresent()) {
                    return time;
                }
                date = date.plusDays(1);
            }
            year = years.higher(year);
        }
        return Optional.empty();
    }

    private Optional<Instant> first(LocalDate date, Instant after, ZoneRules rules) {
        return hours.stream()
                .flatMap(hour -> minutes.stream().map(minute -> date.atTime(hour, minute)))
                .flatMap(time -> instant(time, rules).stream())
                .filter(time -> time.isAfter(after))
                .min(Instant::compareTo);
    }

    /// The earlier offset of a time that comes twice; nothing for one that never comes.
    static Optional<Instant> instant(LocalDateTime time, ZoneRules rules) {
        return rules.getValidOffsets(time).stream().findFirst().map(time::toInstant);
    }
}
