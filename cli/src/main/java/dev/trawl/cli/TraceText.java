package dev.trawl.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A trace as a tree of text, with a bar for each run and for its calls.
final class TraceText {

    private static final int BAR_CELLS = 32;

    private TraceText() {}

    /// The lines: a head, then one for each run and each kind of its calls.
    static List<String> of(Trace trace) {
        List<Line> rows = new ArrayList<>();
        for (Trace.Node row : trace.rows()) {
            rows.add(run(trace, row));
            row.run()
                    .callsByKind()
                    .forEach((what, calls) -> rows.add(calls(trace, row.depth() + 1, what, calls)));
        }
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("query %s: %d ms".formatted(trace.queryId(), trace.time().toMillis()));
        for (Line row : rows) {
            lines.add(
                    "%s  %s  %6d ms%s"
                            .formatted(
                                    row.name() + " ".repeat(width - row.name().length()),
                                    row.bar(),
                                    row.time().toMillis(),
                                    row.notes()));
        }
        return lines;
    }

    private record Line(String name, String bar, Duration time, String notes) {}

    private static Line run(Trace trace, Trace.Node row) {
        TraceRun run = row.run();
        return new Line(
                "  ".repeat(row.depth()) + name(run), bar(trace, run), run.time(), notes(row));
    }

    private static Line calls(Trace trace, int depth, String what, List<TraceCall> calls) {
        return new Line(
                "  ".repeat(depth) + "· " + what,
                bar(trace, calls),
                TraceCall.together(calls),
                notes(calls));
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

    static String notes(List<TraceCall> calls) {
        int count = calls.stream().mapToInt(TraceCall::count).sum();
        return count == 1 ? "" : ", %d calls".formatted(count);
    }

    /// Dots while its environment started, blocks while it ran.
    private static String bar(Trace trace, TraceRun run) {
        char[] bar = empty();
        int start = cell(trace, run.start());
        Arrays.fill(bar, cell(trace, run.called()), start, '·');
        Arrays.fill(bar, start, Math.max(start + 1, cell(trace, run.end())), '█');
        return new String(bar);
    }

    private static String bar(Trace trace, List<TraceCall> calls) {
        char[] bar = empty();
        for (TraceCall call : calls) {
            int start = cell(trace, call.start());
            Arrays.fill(bar, start, Math.max(start + 1, cell(trace, call.end())), '▒');
        }
        return new String(bar);
    }

    private static char[] empty() {
        char[] bar = new char[BAR_CELLS + 1];
        Arrays.fill(bar, ' ');
        return bar;
    }

    private static int cell(Trace trace, Instant at) {
        long whole = Math.max(1, trace.time().toNanos());
        long from = Duration.between(trace.start(), at).toNanos();
        return Math.toIntExact(Math.clamp(from * BAR_CELLS / whole, 0, BAR_CELLS));
    }
}
