package dev.trawl.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calls of one kind that a run made to a store or database, as one stretch of time.
///
/// @param what service and operation, such as `S3 GetObject`
/// @param count how many there were
record TraceCall(String what, Instant start, Duration time, int count) {

    private static final Pattern CALL =
            Pattern.compile("(\\w+)\\.(\\w+) (\\d{1,9})\\+(\\d{1,9})(?:x(\\d{1,9}))?");

    Instant end() {
        return start.plus(time);
    }

    /// The calls that the log of a run tells of, such as `S3.GetObject 3+20x4; Kms.Sign 30+5`.
    ///
    /// @param start of the run
    static List<TraceCall> parse(String text, Instant start) {
        List<TraceCall> calls = new ArrayList<>();
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            calls.add(
                    new TraceCall(
                            call.group(1) + " " + call.group(2),
                            start.plusMillis(Long.parseLong(call.group(3))),
                            Duration.ofMillis(Long.parseLong(call.group(4))),
                            call.group(5) == null ? 1 : Integer.parseInt(call.group(5))));
        }
        return calls;
    }

    /// The time in which any of them was going on.
    static Duration together(List<TraceCall> calls) {
        Duration together = Duration.ZERO;
        Instant until = Instant.MIN;
        for (TraceCall call : calls) {
            Instant from = call.start().isAfter(until) ? call.start() : until;
            if (call.end().isAfter(from)) {
                together = together.plus(Duration.between(from, call.end()));
                until = call.end();
            }
        }
        return together;
    }
}
