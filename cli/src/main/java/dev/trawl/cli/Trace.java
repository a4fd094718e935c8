package dev.trawl.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Where the time of a query went: its runs, each below the one that called it.
///
/// Logs do not say who called; a run belongs to the shortest run of the query function or the
/// executor that lasted from before it to after it.
record Trace(String queryId, List<Node> rows) {

    private static final Duration CLOCKS_APART = Duration.ofMillis(5);

    /// A run, its depth below the first, and the time in which nothing that it called was running.
    record Node(TraceRun run, int depth, Duration own) {}

    Trace {
        rows = List.copyOf(rows);
    }

    /// The trace of at least one run.
    static Trace of(String queryId, List<TraceRun> runs) {
        List<Node> rows = new ArrayList<>();
        runs.stream()
                .filter(run -> caller(run, runs).isEmpty())
                .forEach(root -> add(root, 0, runs, rows));
        return new Trace(queryId, rows);
    }

    /// When the first call came.
    Instant start() {
        return rows.stream().map(row -> row.run().called()).min(Instant::compareTo).orElseThrow();
    }

    /// From the first call to the last answer.
    Duration time() {
        return Duration.between(
                start(),
                rows.stream().map(row -> row.run().end()).max(Instant::compareTo).orElseThrow());
    }

    private static void add(TraceRun run, int depth, List<TraceRun> runs, List<Node> rows) {
        List<TraceRun> called =
                runs.stream()
                        .filter(other -> caller(other, runs).filter(run::equals).isPresent())
                        .toList();
        rows.add(new Node(run, depth, own(run, called)));
        called.forEach(each -> add(each, depth + 1, runs, rows));
    }

    private static Optional<TraceRun> caller(TraceRun run, List<TraceRun> runs) {
        return runs.stream()
                .filter(TraceRun::isCaller)
                .filter(other -> !other.function().equals(run.function()))
                .filter(other -> !run.isCaller() || other.function().equals("query"))
                .filter(other -> !run.start().isBefore(other.start().minus(CLOCKS_APART)))
                .filter(other -> !run.end().isAfter(other.end().plus(CLOCKS_APART)))
                .min(Comparator.comparing(TraceRun::time));
    }

    /// Runs that go on side by side count once.
    private static Duration own(TraceRun run, List<TraceRun> called) {
        Duration own = run.time();
        Instant until = run.start();
        for (TraceRun each :
                called.stream().sorted(Comparator.comparing(TraceRun::called)).toList()) {
            Instant from = each.called().isAfter(until) ? each.called() : until;
            if (each.end().isAfter(from)) {
                own = own.minus(Duration.between(from, each.end()));
                until = each.end();
            }
        }
        return own.isNegative() ? Duration.ZERO : own;
    }
}
