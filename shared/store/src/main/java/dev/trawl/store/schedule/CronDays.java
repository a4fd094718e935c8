package dev.trawl.store.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Set;

/// The days of a month on which a cron expression fires.
sealed interface CronDays {

    /// Every one.
    record Every() implements CronDays {}

    /// By number in the month.
    record OfMonth(Set<Integer> days) implements CronDays {

        public OfMonth {
            days = Set.copyOf(days);
        }
    }

    /// The last of the month (`L`).
    record Last() implements CronDays {}

    /// The weekday (Monday to Friday) of the same month that is nearest to a day (`3W`).
    record NearestWeekday(int day) implements CronDays {}

    /// By day of the week, 1 for Sunday.
    record OfWeek(Set<Integer> weekdays) implements CronDays {

        public OfWeek {
            weekdays = Set.copyOf(weekdays);
        }
    }

    /// The last such day of the week in the month (`6L`).
    record LastOfWeek(int weekday) implements CronDays {}

    /// The n-th such day of the week in the month (`6#3`).
    record NthOfWeek(int weekday, int n) implements CronDays {}

    /// From the two fields, of which one must be `?`.
    static CronDays parse(String ofMonth, String ofWeek) {
        if (ofMonth.equals("?") == ofWeek.equals("?")) {
            throw InvalidSchedule.of(
                    "One of day-of-month and day-of-week must be ?, and only one.");
        }
        return ofWeek.equals("?")
                ? ofMonth(ofMonth.toUpperCase(Locale.ROOT))
                : ofWeek(ofWeek.toUpperCase(Locale.ROOT));
    }

    /// Whether it fires on a day.
    default boolean includes(LocalDate date) {
        return switch (this) {
            case Every() -> true;
            case OfMonth(Set<Integer> days) -> days.contains(date.getDayOfMonth());
            case Last() -> date.getDayOfMonth() == date.lengthOfMonth();
            case NearestWeekday(int day) -> date.equals(nearest(YearMonth.from(date), day));
            case OfWeek(Set<Integer> weekdays) -> weekdays.contains(weekday(date.getDayOfWeek()));
            case LastOfWeek(int weekday) ->
                    weekday == weekday(date.getDayOfWeek())
                            && date.getDayOfMonth() > date.lengthOfMonth() - 7;
            case NthOfWeek(int weekday, int n) ->
                    weekday == weekday(date.getDayOfWeek()) && (date.getDayOfMonth() + 6) / 7 == n;
        };
    }

    private static CronDays ofMonth(String text) {
        if (text.equals("*")) {
            return new Every();
        }
        if (text.equals("L")) {
            return new Last();
        }
        if (text.endsWith("W")) {
            return new NearestWeekday(CronField.DAYS.value(text.substring(0, text.length() - 1)));
        }
        return new OfMonth(CronField.DAYS.parse(text));
    }

    private static CronDays ofWeek(String text) {
        if (text.equals("*")) {
            return new Every();
        }
        if (text.length() > 1 && text.endsWith("L")) {
            return new LastOfWeek(CronField.WEEKDAYS.value(text.substring(0, text.length() - 1)));
        }
        int hash = text.indexOf('#');
        if (hash > 0) {
            return new NthOfWeek(
                    CronField.WEEKDAYS.value(text.substring(0, hash)),
                    CronField.WEEKDAYS.number(text.substring(hash + 1), 1, 5));
        }
        return new OfWeek(CronField.WEEKDAYS.parse(text.equals("L") ? "SAT" : text));
    }

    /// Nothing of another month: Saturday the 1st gives Monday the 3rd.
    private static LocalDate nearest(YearMonth month, int day) {
        LocalDate date = month.atDay(Math.min(day, month.lengthOfMonth()));
        return switch (date.getDayOfWeek()) {
            case SATURDAY ->
                    date.getDayOfMonth() == 1
                            ? date.plusDays(2)
                            : date.with(TemporalAdjusters.previous(DayOfWeek.FRIDAY));
            case SUNDAY ->
                    date.getDayOfMonth() == month.lengthOfMonth()
                            ? date.minusDays(2)
                            : date.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> date;
        };
    }

    private static int weekday(DayOfWeek day) {
        return day.getValue() % 7 + 1;
    }
}
