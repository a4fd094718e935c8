package dev.trawl.query.explain;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.query.record.AppliedPolicy;
import java.util.ArrayList;
import java.util.List;

/// An explanation as one picture (SVG without scripts, fonts or links): the assembly above the
/// fragments that it reads, each with its source's steps, and below what policies do. It shows what
/// the text shows, no more.
public final class ExplanationDrawing {
    private static final int LINE = 16;
    private static final int PAD = 10;
    private static final int GAP = 40;
    private static final double CHARACTER = 7.3;
    private static final int CHARACTERS_MAX = 110;
    private static final int WIDTH_MIN = 220;

    private final StringBuilder svg = new StringBuilder();

    private ExplanationDrawing() {}

    /// @param kind names the colours
    private record Box(String kind, String title, List<String> lines) {
        Box {
            lines = lines.stream().map(Box::cut).toList();
        }

        int width() {
            int longest =
                    Math.max(
                            title.length(),
                            lines.stream().mapToInt(String::length).max().orElse(0));
            return Math.max(WIDTH_MIN, (int) (longest * CHARACTER) + 2 * PAD);
        }

        int height() {
            return (lines.size() + 1) * LINE + 2 * PAD;
        }

        private static String cut(String line) {
            return line.length() <= CHARACTERS_MAX
                    ? line
                    : line.substring(0, CHARACTERS_MAX - 1) + "…";
        }
    }

    public static String svg(Explanation explanation) {
        return new ExplanationDrawing().draw(explanation);
    }

    /// The picture on a page of its own.
    public static String html(Explanation explanation) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Plan</title></head><body>"
                + svg(explanation)
                + "</body></html>\n";
    }

    private String draw(Explanation explanation) {
        Box assembly = new Box("assembly", "assembly", lines(explanation.assembly()));
        List<Box> fragments =
                explanation.fragments().stream().map(ExplanationDrawing::box).toList();
        Box policies =
                new Box(
                        "policies",
                        "policies",
                        explanation.policies().stream().map(ExplanationDrawing::line).toList());
        int row =
                fragments.stream().mapToInt(Box::width).sum()
                        + GAP * Math.max(0, fragments.size() - 1);
        int width = Math.max(Math.max(assembly.width(), policies.width()), row) + 2 * PAD;
        int fragmentsTop = PAD + assembly.height() + GAP;
        int policiesTop =
                fragmentsTop + fragments.stream().mapToInt(Box::height).max().orElse(0) + GAP / 2;
        begin(width, policiesTop + policies.height() + PAD);
        box(assembly, PAD, PAD);
        int x = PAD;
        for (Box fragment : fragments) {
            arrow(
                    x + fragment.width() / 2,
                    fragmentsTop,
                    Math.min(x + fragment.width() / 2, PAD + assembly.width() / 2),
                    PAD + assembly.height());
            box(fragment, x, fragmentsTop);
            x += fragment.width() + GAP;
        }
        box(policies, PAD, policiesTop);
        return svg.append("</svg>\n").toString();
    }

    private static Box box(Explanation.Step step) {
        List<String> lines = new ArrayList<>(lines(step.fragment().relation()));
        lines.addAll(step.filters());
        step.steps().stream().flatMap(String::lines).map(line -> "> " + line).forEach(lines::add);
        return new Box(
                "fragment",
                "fragment %d in %s".formatted(step.fragment().number(), step.fragment().source()),
                lines);
    }

    private static List<String> lines(Relation relation) {
        return PlanPrinter.print(relation).lines().toList();
    }

    private static String line(AppliedPolicy policy) {
        return "%s %s %s%s: %s"
                .formatted(
                        policy.table(),
                        policy.policy(),
                        policy.kind(),
                        policy.column() == null ? "" : " " + policy.column(),
                        policy.text());
    }

    private void begin(int width, int height) {
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
                <title>Plan</title>
                <style>
                text { font: 12px monospace; fill: #1a1a1a; white-space: pre }
                .title { font-weight: bold }
                rect { stroke: #555 } path { stroke: #555; fill: none }
                .assembly { fill: #e8f0fe } .fragment { fill: #e6f4ea } .policies { fill: #fef7e0 }
                </style>
                """
                        .formatted(width, height, width, height));
    }

    private void box(Box box, int x, int y) {
        svg.append(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n"
                        .formatted(box.kind(), x, y, box.width(), box.height()));
        text("title", x + PAD, y + PAD + LINE - 4, box.title());
        for (int i = 0; i < box.lines().size(); i++) {
            text("line", x + PAD, y + PAD + (i + 2) * LINE - 4, box.lines().get(i));
        }
    }

    private void arrow(int fromX, int fromY, int toX, int toY) {
        svg.append(
                "<path d=\"M%d %d L%d %d m-4 8 l4 -8 l4 8\"/>\n".formatted(fromX, fromY, toX, toY));
    }

    private void text(String kind, int x, int y, String text) {
        svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\">".formatted(kind, x, y));
        text.codePoints().forEach(this::escaped);
        svg.append("</text>\n");
    }

    /// What XML cannot hold is shown as U+FFFD.
    private void escaped(int c) {
        switch (c) {
            case '<' -> svg.append("&lt;");
            case '>' -> svg.append("&gt;");
            case '&' -> svg.append("&amp;");
            case '"' -> svg.append("&quot;");
            default -> svg.appendCodePoint(isText(c) ? c : 0xFFFD);
        }
    }

    private static boolean isText(int c) {
        return c >= ' ' && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
    }
}
