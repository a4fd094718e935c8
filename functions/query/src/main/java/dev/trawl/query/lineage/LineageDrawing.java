package dev.trawl.query.lineage;

import dev.trawl.query.draw.Svg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A graph as a picture: what something is made from stands to its left. A line per pair of
/// columns: plain where values are made of it, dashed where it decides about rows, orange where a
/// mask is between.
final class LineageDrawing {
    private static final int PAD = 10;
    private static final int GAP = 110;
    private static final int BETWEEN = 18;
    private static final int FOOT = 34;
    private static final int CHARACTERS_MAX = 48;
    private static final int ROWS_MAX = 40;
    private static final int WIDTH_MIN = 120;
    private static final String CSS =
            """
            .table { fill: #e6f4ea } .view { fill: #e8f0fe } .query { fill: #f3e8fd } .export { fill: #fef7e0 }
            .start { fill: #fff; stroke-width: 2; stroke: #1a73e8 }
            .kind { fill: #777; font-size: 10px }
            path { stroke-width: 1.4; opacity: 0.75 } path:hover { stroke-width: 3; opacity: 1 }
            .indirect { stroke: #999; stroke-dasharray: 4 3 } .rows { stroke: #bbb; stroke-dasharray: 1 3 }
            .masked { stroke: #e37400 } .indirect.masked { stroke: #e37400 }
            """;

    private final LineageGraph graph;
    private final Map<String, Place> places = new HashMap<>();

    private LineageDrawing(LineageGraph graph) {
        this.graph = graph;
    }

    /// @param columns as many as are shown
    private record Place(
            LineageGraph.Node node, List<String> columns, int x, int y, int width, int height) {
        /// The middle of a column's line, or of the title.
        int lineOf(String column) {
            int at = columns.indexOf(column);
            int line = at < 0 ? 0 : at + 1;
            return y + PAD + line * Svg.LINE + Svg.LINE / 2;
        }
    }

    static String svg(LineageGraph graph, String start) {
        return new LineageDrawing(graph).draw(start);
    }

    static String html(LineageGraph graph, String start) {
        return Svg.page("Lineage", svg(graph, start));
    }

    private String draw(String start) {
        SortedMap<Integer, List<LineageGraph.Node>> layers = layers();
        int x = PAD;
        int bottom = 0;
        for (List<LineageGraph.Node> layer : layers.values()) {
            int width = layer.stream().mapToInt(LineageDrawing::width).max().orElse(0);
            int y = PAD;
            for (LineageGraph.Node node : ordered(layer)) {
                List<String> columns = columns(node);
                int height = (columns.size() + 1) * Svg.LINE + 2 * PAD;
                places.put(node.id(), new Place(node, columns, x, y, width, height));
                y += height + BETWEEN;
            }
            bottom = Math.max(bottom, y);
            x += width + GAP;
        }
        int width = Math.max(x - GAP + PAD, 470);
        Svg svg = new Svg("Lineage of " + start, width, bottom + FOOT, CSS);
        graph.links().forEach(link -> draw(svg, link));
        places.values().stream()
                .sorted(Comparator.comparingInt(Place::x).thenComparingInt(Place::y))
                .forEach(place -> draw(svg, place, start));
        legend(svg, bottom + FOOT - 16);
        return svg.end();
    }

    private SortedMap<Integer, List<LineageGraph.Node>> layers() {
        Map<String, Integer> numbers = graph.layers();
        SortedMap<Integer, List<LineageGraph.Node>> layers = new TreeMap<>();
        for (LineageGraph.Node node : graph.nodes()) {
            layers.computeIfAbsent(numbers.getOrDefault(node.id(), 0), _ -> new ArrayList<>())
                    .add(node);
        }
        return layers;
    }

    /// By where what goes into them stands, so that lines seldom cross.
    private List<LineageGraph.Node> ordered(List<LineageGraph.Node> layer) {
        return layer.stream()
                .sorted(
                        Comparator.comparingDouble(this::height)
                                .thenComparing(LineageGraph.Node::id))
                .toList();
    }

    private double height(LineageGraph.Node node) {
        return graph.links().stream()
                .filter(l -> l.to().equals(node.id()))
                .map(l -> places.get(l.from()))
                .filter(java.util.Objects::nonNull)
                .mapToInt(Place::y)
                .average()
                .orElse(0);
    }

    private static List<String> columns(LineageGraph.Node node) {
        List<String> columns = node.columns().stream().limit(ROWS_MAX).toList();
        if (columns.size() == node.columns().size()) {
            return columns;
        }
        List<String> cut = new ArrayList<>(columns);
        cut.add("… %d more".formatted(node.columns().size() - ROWS_MAX));
        return cut;
    }

    private static int width(LineageGraph.Node node) {
        int longest = Svg.width(Svg.cut(node.label(), CHARACTERS_MAX));
        for (String column : node.columns()) {
            longest = Math.max(longest, Svg.width(Svg.cut(column, CHARACTERS_MAX)));
        }
        return Math.max(WIDTH_MIN, longest + 2 * PAD + Svg.width("export"));
    }

    private void draw(Svg svg, Place place, String start) {
        LineageGraph.Node node = place.node();
        String kind = LineageText.word(node.kind());
        svg.box(
                node.id().equals(start) ? kind + " start" : kind,
                place.x(),
                place.y(),
                place.width(),
                place.height());
        int line = place.y() + PAD + Svg.LINE - 4;
        svg.text("title", place.x() + PAD, line, Svg.cut(node.label(), CHARACTERS_MAX));
        svg.text("kind", place.x() + place.width() - PAD - Svg.width(kind), line, kind);
        for (String column : place.columns()) {
            line += Svg.LINE;
            svg.text("column", place.x() + PAD, line, Svg.cut(column, CHARACTERS_MAX));
        }
    }

    private void draw(Svg svg, LineageGraph.Link link) {
        Place from = places.get(link.from());
        Place to = places.get(link.to());
        if (from == null || to == null) {
            return;
        }
        if (link.columns().isEmpty()) {
            draw(svg, "rows", from, to, "", "", "rows of " + link.from());
        }
        for (LineageGraph.ColumnLink column : link.columns()) {
            String kind = LineageText.how(column) + (column.isMasked() ? " masked" : "");
            String title =
                    "%s.%s → %s, %s"
                            .formatted(
                                    from.node().label(),
                                    column.from(),
                                    column.to(),
                                    kind.replace(" ", ", "));
            draw(svg, kind, from, to, column.from(), column.to(), title);
        }
    }

    private static void draw(
            Svg svg,
            String kind,
            Place from,
            Place to,
            String fromColumn,
            String toColumn,
            String title) {
        int x1 = from.x() + from.width();
        int y1 = from.lineOf(fromColumn);
        int x2 = to.x();
        int y2 = to.lineOf(toColumn);
        int bend = Math.max(30, Math.abs(x2 - x1) / 2);
        svg.path(
                kind,
                "M%d %d C%d %d %d %d %d %d m-5 -3 l5 3 l-5 3"
                        .formatted(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2),
                title);
    }

    private void legend(Svg svg, int y) {
        int x = PAD;
        String[][] signs = {
            {"direct", "value"},
            {"indirect", "decides rows"},
            {"direct masked", "masked"},
            {"rows", "rows only"}
        };
        for (String[] sign : signs) {
            svg.path(sign[0], "M%d %d l26 0".formatted(x, y - 4), sign[1]);
            svg.text("kind", x + 32, y, sign[1]);
            x += 112;
        }
        if (graph.isTruncated()) {
            svg.text("kind", x, y, "not all is shown");
        }
    }
}
