package dev.trawl.plan;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/// The text of times: a space between date and time, seconds always, a fraction without trailing
/// zeros, `Z` for an instant.
public final class Timestamps {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("HH:mm:ss")
                    .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
                    .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd' '")
                    .append(TIME)
                    .toFormatter(Locale.ROOT);

    private Timestamps() {}

    public static String format(LocalTime time) {
        return TIME.format(time);
    }

    public static String format(LocalDateTime timestamp) {
        return TIMESTAMP.format(timestamp);
    }

    public static String format(Instant instant) {
        return TIMESTAMP.format(instant.atOffset(ZoneOffset.UTC)) + "Z";
    }
}
