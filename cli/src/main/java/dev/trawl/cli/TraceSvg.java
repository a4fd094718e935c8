package dev.trawl.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A trace as a picture in SVG that needs nothing else.
final class TraceSvg {

    private static final int NAMES = 320;
    private static final int BARS = 560;
    private static final int NOTES = 320;
    private static final int ROW = 24;
    private static final int HEAD = 56;
    private static final int TICKS = 4;

    private TraceSvg() {}

    /// The document.
    static String of(Trace trace) {
        int rows = trace.rows().stream().mapToInt(row -> 1 + row.run().callsByKind().size()).sum();
        int height = HEAD + ROW * rows + 12;
        int width = NAMES + BARS + NOTES;
        StringBuilder svg = new StringBuilder(2048);
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="ui-monospace, monospace" font-size="12">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="12" y="20" font-weight="bold">query %3$s: %4$d ms</text>
                """
                        .formatted(
                                width, height, escape(trace.queryId()), trace.time().toMillis()));
        for (int tick = 0; tick <= TICKS; tick++) {
            svg.append(tick(trace, tick, height));
        }
        int y = HEAD;
        for (Trace.Node row : trace.rows()) {
            svg.append(run(trace, row, y));
            y += ROW;
            for (Map.Entry<String, List<TraceCall>> calls : row.run().callsByKind().entrySet()) {
                svg.append(calls(trace, row.depth() + 1, calls.getKey(), calls.getValue(), y));
                y += ROW;
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static String tick(Trace trace, int tick, int height) {
        int x = NAMES + BARS * tick / TICKS;
        return """
        <line x1="%1$d" y1="44" x2="%1$d" y2="%2$d" stroke="#dddddd"/>
        <text x="%1$d" y="40" fill="#666666" text-anchor="middle">%3$d ms</text>
        """
                .formatted(x, height - 8, trace.time().toMillis() * tick / TICKS);
    }

    private static String run(Trace trace, Trace.Node row, int y) {
        TraceRun run = row.run();
        return row(
                row.depth(),
                y,
                TraceText.name(run),
                bar(trace, run.called(), run.start(), y, "#c9d6e2")
                        + bar(
                                trace,
                                run.start(),
                                run.end(),
                                y,
                                run.code() == null ? "#2f6f9f" : "#b3392f"),
                run.time().toMillis() + " ms" + TraceText.notes(row));
    }

    private static String calls(Trace trace, int depth, String what, List<TraceCall> calls, int y) {
        return row(
                depth,
                y,
                what,
                calls.stream()
                        .map(call -> bar(trace, call.start(), call.end(), y, "#c98f2d"))
                        .collect(Collectors.joining()),
                TraceCall.together(calls).toMillis() + " ms" + TraceText.notes(calls));
    }

    private static String bar(Trace trace, Instant from, Instant to, int y, String colour) {
        double start = x(trace, from);
        return String.format(
                Locale.ROOT,
                """
                <rect x="%.1f" y="%d" width="%.1f" height="14" fill="%s"/>
                """,
                start,
                y + 4,
                Math.max(from.equals(to) ? 0 : 1, x(trace, to) - start),
                colour);
    }

    private static String row(int depth, int y, String name, String bars, String note) {
        return """
        <text x="%d" y="%d">%s</text>
        %s<text x="%d" y="%d" fill="#444444">%s</text>
        """
                .formatted(
                        12 + 16 * depth,
                        y + 15,
                        escape(name),
                        bars,
                        NAMES + BARS + 12,
                        y + 15,
                        escape(note));
    }

    private static double x(Trace trace, Instant at) {
        double whole = Math.max(1, trace.time().toNanos());
        return NAMES + BARS * (Duration.between(trace.start(), at).toNanos() / whole);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
