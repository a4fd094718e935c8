package dev.trawl.query.lineage;

import dev.trawl.plan.json.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A graph as JSON and as text.
final class LineageText {
    private LineageText() {}

    static String json(LineageGraph graph, String start, @Nullable String column) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("dataset").string(start);
                    o.field("column").stringOrNull(column);
                    o.field("nodes").list(List.copyOf(graph.nodes()), LineageText::node);
                    o.field("edges").list(List.copyOf(graph.links()), LineageText::link);
                    o.field("truncated").bool(graph.isTruncated());
                }));
    }

    private static void node(JsonWriter out, LineageGraph.Node node) {
        out.object(o -> {
            o.field("id").string(node.id());
            o.field("kind").string(word(node.kind()));
            o.field("label").string(node.label());
            o.field("distance").integer(node.distance());
            o.field("columns").list(List.copyOf(node.columns()), JsonWriter::string);
            if (!node.facts().isEmpty()) {
                o.field("facts").map(new TreeMap<>(node.facts()), JsonWriter::string);
            }
        });
    }

    private static void link(JsonWriter out, LineageGraph.Link link) {
        out.object(o ->
                o.field("from")
                        .string(link.from())
                        .field("to")
                        .string(link.to())
                        .field("columns")
                        .list(List.copyOf(link.columns()), LineageText::column));
    }

    private static void column(JsonWriter out, LineageGraph.ColumnLink column) {
        out.object(o ->
                o.field("from")
                        .string(column.from())
                        .field("to")
                        .string(column.to())
                        .field("how")
                        .string(how(column))
                        .field("masked")
                        .bool(column.isMasked()));
    }

    static String how(LineageGraph.ColumnLink column) {
        return column.isDirect() ? "direct" : "indirect";
    }

    /// A table with a line per pair of columns, upstream before downstream.
    static String table(LineageGraph graph) {
        Map<String, LineageGraph.Node> nodes = new TreeMap<>();
        graph.nodes().forEach(n -> nodes.put(n.id(), n));
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("from", "to", "how", ""));
        graph.links().stream()
                .sorted(
                        Comparator.comparingInt((LineageGraph.Link l) -> distance(nodes, l.to()))
                                .thenComparing(LineageGraph.Link::from)
                                .thenComparing(LineageGraph.Link::to))
                .forEach(link -> lines(nodes, link, lines));
        StringBuilder text = new StringBuilder();
        int[] widths = new int[4];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                padded.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        if (graph.isTruncated()) {
            text.append("… and more; ask for fewer steps or one column\n");
        }
        return text.toString();
    }

    private static void lines(
            Map<String, LineageGraph.Node> nodes,
            LineageGraph.Link link,
            List<List<String>> lines) {
        String to = name(nodes, link.to());
        if (link.columns().isEmpty()) {
            lines.add(List.of(plain(link.from()), to, "rows", ""));
        }
        for (LineageGraph.ColumnLink column : link.columns()) {
            lines.add(
                    List.of(
                            plain(link.from() + "." + column.from()),
                            to + (link.to().contains(":") ? ": " : ".") + plain(column.to()),
                            how(column),
                            column.isMasked() ? "masked" : ""));
        }
    }

    private static int distance(Map<String, LineageGraph.Node> nodes, String id) {
        LineageGraph.Node node = nodes.get(id);
        return node == null ? 0 : node.distance();
    }

    private static String name(Map<String, LineageGraph.Node> nodes, String id) {
        LineageGraph.Node node = nodes.get(id);
        return plain(node == null || !id.contains(":") ? id : node.label());
    }

    static String word(LineageGraph.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /// A name must not control the terminal that it is shown on.
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
