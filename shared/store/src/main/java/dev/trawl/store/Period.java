package dev.trawl.store;

import java.time.Duration;
import java.time.Instant;

/// A period in which something is counted: full minutes, hours or days of UTC.
///
/// @param end the begin of the next one
public record Period(Instant begin, Instant end) {

    public static Period at(Instant now, Duration length) {
        long seconds = length.toSeconds();
        long begin = Math.floorDiv(now.getEpochSecond(), seconds) * seconds;
        return new Period(Instant.ofEpochSecond(begin), Instant.ofEpochSecond(begin + seconds));
    }

    /// After how many seconds the next period has surely begun.
    public int secondsLeft(Instant now) {
        return Math.toIntExact(Duration.between(now, end).toSeconds()) + 1;
    }
}
