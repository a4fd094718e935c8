package dev.trawl.testkit.reference;

import dev.trawl.plan.Function;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/// Functions of dates and times; instants as timestamps in UTC.
final class ReferenceTime {
    private ReferenceTime() {}

    static Object apply(Function function, List<Object> a) {
        return switch (function) {
            case DAYS_BETWEEN ->
                    ChronoUnit.DAYS.between((LocalDate) a.getLast(), (LocalDate) a.getFirst());
            case MICROSECONDS_BETWEEN ->
                    ChronoUnit.MICROS.between(local(a.getLast()), local(a.getFirst()));
            case DATE_TRUNC ->
                    like(a.getLast(), truncate((String) a.getFirst(), local(a.getLast())));
            case ADD_DAYS, ADD_MONTHS, ADD_MICROSECONDS ->
                    like(a.getFirst(), add(function, local(a.getFirst()), (Long) a.getLast()));
            default -> (long) extract(function, local(a.getFirst()));
        };
    }

    static LocalDateTime local(Object value) {
        return switch (value) {
            case LocalDate date -> date.atStartOfDay();
            case LocalTime time -> time.atDate(LocalDate.EPOCH);
            case LocalDateTime timestamp -> timestamp;
            case Instant instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            default -> throw new IllegalArgumentException("no time: " + value.getClass());
        };
    }

    /// The timestamp as a value of the same type as `original`.
    private static Object like(Object original, LocalDateTime timestamp) {
        return switch (original) {
            case LocalDate _ -> timestamp.toLocalDate();
            case Instant _ -> timestamp.toInstant(ZoneOffset.UTC);
            default -> timestamp;
        };
    }

    private static int extract(Function function, LocalDateTime at) {
        return switch (function) {
            case EXTRACT_YEAR -> at.getYear();
            case EXTRACT_QUARTER -> at.get(IsoFields.QUARTER_OF_YEAR);
            case EXTRACT_MONTH -> at.getMonthValue();
            case EXTRACT_WEEK -> at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case EXTRACT_DAY -> at.getDayOfMonth();
            case EXTRACT_DAY_OF_WEEK -> at.getDayOfWeek().getValue() % 7;
            case EXTRACT_DAY_OF_YEAR -> at.getDayOfYear();
            case EXTRACT_HOUR -> at.getHour();
            case EXTRACT_MINUTE -> at.getMinute();
            case EXTRACT_SECOND -> at.getSecond();
            default -> throw new IllegalArgumentException(function.text());
        };
    }

    private static LocalDateTime truncate(String unit, LocalDateTime at) {
        LocalDate day = at.toLocalDate();
        return switch (unit) {
            case "year" -> day.withDayOfYear(1).atStartOfDay();
            case "quarter" ->
                    day.withDayOfMonth(1)
                            .withMonth((day.getMonthValue() - 1) / 3 * 3 + 1)
                            .atStartOfDay();
            case "month" -> day.withDayOfMonth(1).atStartOfDay();
            case "week" ->
                    day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay();
            case "day" -> day.atStartOfDay();
            case "hour" -> at.truncatedTo(ChronoUnit.HOURS);
            case "minute" -> at.truncatedTo(ChronoUnit.MINUTES);
            case "second" -> at.truncatedTo(ChronoUnit.SECONDS);
            case "millisecond" -> at.truncatedTo(ChronoUnit.MILLIS);
            default -> throw new IllegalArgumentException(unit);
        };
    }

    private static LocalDateTime add(Function function, LocalDateTime at, long amount) {
        try {
            return inRange(
                    switch (function) {
                        case ADD_DAYS -> at.plusDays(amount);
                        case ADD_MONTHS -> at.plusMonths(amount);
                        default -> at.plus(amount, ChronoUnit.MICROS);
                    });
        } catch (DateTimeException | ArithmeticException e) {
            throw ReferenceNumbers.outOfRange();
        }
    }

    private static LocalDateTime inRange(LocalDateTime at) {
        if (at.getYear() < 1 || at.getYear() > 9999) {
            throw ReferenceNumbers.outOfRange();
        }
        return at;
    }
}
