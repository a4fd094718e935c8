package dev.trawl.source.jdbc.copy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

/// PostgreSQL's binary dates and times, which count from 2000-01-01, as Arrow's, which count from
/// 1970-01-01. What Trawl's types do not hold is VALUE_OUT_OF_RANGE.
final class PostgresTimes {
    private static final int EPOCH_DAY = Math.toIntExact(LocalDate.of(2000, 1, 1).toEpochDay());
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
    private static final long EPOCH_MICROS = EPOCH_DAY * DAY_MICROS;
    private static final int DAY_MIN = Math.toIntExact(LocalDate.of(1, 1, 1).toEpochDay());
    private static final int DAY_MAX = Math.toIntExact(LocalDate.of(9999, 12, 31).toEpochDay());

    private PostgresTimes() {}

    static int epochDay(int days) {
        long day = (long) days + EPOCH_DAY;
        if (day < DAY_MIN || day > DAY_MAX) {
            throw outOfRange("a date");
        }
        return Math.toIntExact(day);
    }

    static long microOfDay(long micros) {
        if (micros < 0 || micros >= DAY_MICROS) {
            throw new TrawlException(
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "the source has a time of day of 24:00:00, which a time does not hold");
        }
        return micros;
    }

    /// Infinities lie outside too.
    static long epochMicros(long micros) {
        long min = DAY_MIN * DAY_MICROS - EPOCH_MICROS;
        long max = (DAY_MAX + 1L) * DAY_MICROS - EPOCH_MICROS;
        if (micros < min || micros >= max) {
            throw outOfRange("a timestamp");
        }
        return micros + EPOCH_MICROS;
    }

    private static TrawlException outOfRange(String what) {
        return new TrawlException(
                ErrorCode.VALUE_OUT_OF_RANGE,
                "the source has %s outside the years 1 to 9999; filter it out at the source"
                        .formatted(what));
    }
}
