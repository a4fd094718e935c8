package dev.trawl.lambda;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// When this process called stores and databases, by service and operation: never what for. An
/// environment serves one run at a time, so the calls during a run are the run's. Thread-safe.
public final class Calls {
    /// What is remembered; a run with more calls tells its last ones.
    private static final int CALLS_MAX = 4_000;

    /// Spans of one operation in a line; more than these are joined with their neighbours.
    private static final int SPANS_MAX = 8;

    private static final Duration NEIGHBOURS = Duration.ofMillis(2);

    private final Clock clock;
    private final Deque<Span> ended = new ArrayDeque<>();

    public Calls(Clock clock) {
        this.clock = clock;
    }

    /// A call has ended just now.
    ///
    /// @param what service and operation, such as `S3.GetObject`
    public void ended(String what, Duration time) {
        Instant end = clock.instant();
        synchronized (ended) {
            if (ended.size() == CALLS_MAX) {
                ended.removeFirst();
            }
            ended.add(new Span(what, end.minus(time), end, 1));
        }
    }

    /// The calls that began since then, as `what start+millis`, with `xN` for N calls in one span,
    /// parted by `; `. Calls of one operation that overlap or follow each other closely are one
    /// span. Starts are milliseconds after `start`.
    String since(Instant start) {
        Map<String, List<Span>> byOperation = new TreeMap<>();
        synchronized (ended) {
            for (Span span : ended) {
                if (!span.start().isBefore(start)) {
                    byOperation.computeIfAbsent(span.what(), _ -> new ArrayList<>()).add(span);
                }
            }
        }
        return byOperation.values().stream()
                .flatMap(spans -> joined(spans).stream())
                .sorted(Comparator.comparing(Span::start))
                .map(span -> span.text(start))
                .collect(Collectors.joining("; "));
    }

    private static List<Span> joined(List<Span> spans) {
        List<Span> joined = spans.stream().sorted(Comparator.comparing(Span::start)).toList();
        Duration gap = NEIGHBOURS;
        do {
            joined = joined(joined, gap);
            gap = gap.multipliedBy(2);
        } while (joined.size() > SPANS_MAX);
        return joined;
    }

    private static List<Span> joined(List<Span> spans, Duration gap) {
        List<Span> joined = new ArrayList<>();
        for (Span span : spans) {
            if (!joined.isEmpty() && !span.start().isAfter(joined.getLast().end().plus(gap))) {
                joined.add(joined.removeLast().with(span));
            } else {
                joined.add(span);
            }
        }
        return joined;
    }

    private record Span(String what, Instant start, Instant end, int calls) {
        Span with(Span later) {
            return new Span(
                    what,
                    start,
                    later.end().isAfter(end) ? later.end() : end,
                    calls + later.calls());
        }

        String text(Instant from) {
            String span =
                    "%s %d+%d"
                            .formatted(
                                    what,
                                    Duration.between(from, start).toMillis(),
                                    Duration.between(start, end).toMillis());
            return calls == 1 ? span : span + "x" + calls;
        }
    }
}
