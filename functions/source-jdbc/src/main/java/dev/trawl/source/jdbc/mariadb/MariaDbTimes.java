package dev.trawl.source.jdbc.mariadb;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;

/// Dates and times as MariaDB writes them: `2024-02-29`, `12:34:56.700000`, both with a space
/// between. Zero dates, days that their month has not, the year 0 and times outside a day are
/// errors.
final class MariaDbTimes {
    private static final int DATE = 10;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int FRACTION = 9;
    private static final int MICRO_DIGITS = 6;

    private MariaDbTimes() {}

    static int epochDay(byte[] text) {
        return Math.toIntExact(day(text));
    }

    static long microOfDay(byte[] text) {
        return micros(text, 0);
    }

    static long epochMicros(byte[] text) {
        return day(text) * DAY_MICROS + micros(text, DATE + 1);
    }

    private static long day(byte[] text) {
        try {
            int year = number(text, 0, 4);
            if (year == 0 || text.length < DATE) {
                throw MariaDbColumn.outOfRange();
            }
            return LocalDate.of(year, number(text, 5, 7), number(text, 8, DATE)).toEpochDay();
        } catch (DateTimeException _) {
            throw MariaDbColumn.outOfRange();
        }
    }

    private static long micros(byte[] text, int from) {
        if (text.length < from + 8 || text[from + 2] != ':') {
            throw MariaDbColumn.outOfRange();
        }
        long fraction = 0;
        if (text.length > from + 8) {
            int digits = text.length - from - FRACTION;
            fraction = number(text, from + FRACTION, text.length);
            for (int i = digits; i < MICRO_DIGITS; i++) {
                fraction *= 10;
            }
        }
        try {
            LocalTime time =
                    LocalTime.of(
                            number(text, from, from + 2),
                            number(text, from + 3, from + 5),
                            number(text, from + 6, from + 8));
            return time.toNanoOfDay() / NANOS_PER_MICRO + fraction;
        } catch (DateTimeException _) {
            throw MariaDbColumn.outOfRange();
        }
    }

    private static int number(byte[] text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw MariaDbColumn.outOfRange();
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
