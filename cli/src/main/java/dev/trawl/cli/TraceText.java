package dev.trawl.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A trace as a tree of text, with a bar for each run.
final class TraceText {

    private static final int BAR_CELLS = 32;

    private TraceText() {}

    /// The lines: a head, then one for each run.
    static List<String> of(Trace trace) {
        List<String> names =
                trace.rows().stream()
                        .map(row -> "  ".repeat(row.depth()) + name(row.run()))
                        .toList();
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("query %s: %d ms".formatted(trace.queryId(), trace.time().toMillis()));
        for (int i = 0; i < names.size(); i++) {
            Trace.Node row = trace.rows().get(i);
            lines.add(
                    "%s  %s  %6d ms%s"
                            .formatted(
                                    names.get(i) + " ".repeat(width - names.get(i).length()),
                                    bar(trace, row.run()),
                                    row.run().time().toMillis(),
                                    notes(row)));
        }
        return lines;
    }

    static String name(TraceRun run) {
        return run.what().isEmpty() ? run.function() : run.function() + " " + run.what();
    }

    static String notes(Trace.Node row) {
        StringBuilder notes = new StringBuilder();
        TraceRun run = row.run();
        if (run.isCaller() && row.own().compareTo(run.time()) < 0) {
            notes.append(", its own ").append(row.own().toMillis()).append(" ms");
        }
        if (run.init() != null) {
            notes.append(", started in ").append(run.init().toMillis()).append(" ms");
        }
        if (run.code() != null) {
            notes.append(", failed: ").append(run.code());
        }
        return notes.toString();
    }

    /// Dots while its environment started, blocks while it ran.
    private static String bar(Trace trace, TraceRun run) {
        int called = cell(trace, Duration.between(trace.start(), run.called()));
        int start = cell(trace, Duration.between(trace.start(), run.start()));
        int end = Math.max(start + 1, cell(trace, Duration.between(trace.start(), run.end())));
        return " ".repeat(called)
                + "·".repeat(start - called)
                + "█".repeat(end - start)
                + " ".repeat(BAR_CELLS + 1 - end);
    }

    private static int cell(Trace trace, Duration at) {
        long whole = Math.max(1, trace.time().toNanos());
        return Math.toIntExact(Math.clamp(at.toNanos() * BAR_CELLS / whole, 0, BAR_CELLS));
    }
}
