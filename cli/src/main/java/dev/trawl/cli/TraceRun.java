package dev.trawl.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One run of a function for a query, as its log tells of it: when, how long, and what for. Nothing
/// in it is a row's value.
///
/// @param what the route, action or source it was called for; may be empty
/// @param init how long its environment took to start before, if the call started one
/// @param code the error it ended with, if any
/// @param calls to stores and databases, in the order in which they began
record TraceRun(
        String function,
        String requestId,
        String what,
        Instant start,
        Duration time,
        @Nullable Duration init,
        @Nullable String code,
        List<TraceCall> calls) {

    TraceRun {
        calls = List.copyOf(calls);
    }

    Instant end() {
        return start.plus(time);
    }

    /// When the call came: before the environment was there.
    Instant called() {
        return init == null ? start : start.minus(init);
    }

    /// Whether it calls other functions for the query.
    boolean isCaller() {
        return function.equals("query") || function.equals("executor");
    }

    /// Its calls by what they were, in the order of their first.
    Map<String, List<TraceCall>> callsByKind() {
        return calls.stream()
                .collect(
                        Collectors.groupingBy(
                                TraceCall::what, LinkedHashMap::new, Collectors.toList()));
    }

    TraceRun withInit(Duration duration) {
        return new TraceRun(function, requestId, what, start, time, duration, code, calls);
    }
}
