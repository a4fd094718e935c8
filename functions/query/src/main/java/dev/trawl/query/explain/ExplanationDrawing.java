package dev.trawl.query.explain;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.query.draw.Svg;
import dev.trawl.query.record.AppliedPolicy;
import java.util.ArrayList;
import java.util.List;

/// An explanation as one picture (SVG without scripts, fonts or links): the assembly above the
/// fragments that it reads, each with its source's steps, and below what policies do. It shows what
/// the text shows, no more.
public final class ExplanationDrawing {
    private static final int PAD = 10;
    private static final int GAP = 40;
    private static final int CHARACTERS_MAX = 110;
    private static final int WIDTH_MIN = 220;
    private static final String CSS =
            ".assembly { fill: #e8f0fe } .fragment { fill: #e6f4ea } .policies { fill: #fef7e0 }";

    private ExplanationDrawing() {}

    /// @param kind names the colours
    private record Box(String kind, String title, List<String> lines) {
        Box {
            lines = lines.stream().map(line -> Svg.cut(line, CHARACTERS_MAX)).toList();
        }

        int width() {
            int longest =
                    Math.max(Svg.width(title), lines.stream().mapToInt(Svg::width).max().orElse(0));
            return Math.max(WIDTH_MIN, longest + 2 * PAD);
        }

        int height() {
            return (lines.size() + 1) * Svg.LINE + 2 * PAD;
        }
    }

    public static String svg(Explanation explanation) {
        return draw(explanation);
    }

    /// The picture on a page of its own.
    public static String html(Explanation explanation) {
        return Svg.page("Plan", svg(explanation));
    }

    private static String draw(Explanation explanation) {
        List<String> above = new ArrayList<>(lines(explanation.assembly()));
        Analysis analysis = explanation.analysis();
        if (analysis != null) {
            above.add("= " + analysis.text());
        }
        Box assembly = new Box("assembly", "assembly", above);
        List<Box> fragments =
                explanation.fragments().stream().map(f -> box(explanation, f)).toList();
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
        Svg svg = new Svg("Plan", width, policiesTop + policies.height() + PAD, CSS);
        draw(svg, assembly, PAD, PAD);
        int x = PAD;
        for (Box fragment : fragments) {
            arrow(
                    svg,
                    x + fragment.width() / 2,
                    fragmentsTop,
                    Math.min(x + fragment.width() / 2, PAD + assembly.width() / 2),
                    PAD + assembly.height());
            draw(svg, fragment, x, fragmentsTop);
            x += fragment.width() + GAP;
        }
        draw(svg, policies, PAD, policiesTop);
        return svg.end();
    }

    private static Box box(Explanation explanation, Explanation.Step step) {
        List<String> lines = new ArrayList<>(lines(step.fragment().relation()));
        lines.addAll(explanation.lines(step));
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

    private static void draw(Svg svg, Box box, int x, int y) {
        svg.box(box.kind(), x, y, box.width(), box.height());
        svg.text("title", x + PAD, y + PAD + Svg.LINE - 4, box.title());
        for (int i = 0; i < box.lines().size(); i++) {
            svg.text("line", x + PAD, y + PAD + (i + 2) * Svg.LINE - 4, box.lines().get(i));
        }
    }

    private static void arrow(Svg svg, int fromX, int fromY, int toX, int toY) {
        svg.path("M%d %d L%d %d m-4 8 l4 -8 l4 8".formatted(fromX, fromY, toX, toY));
    }
}
