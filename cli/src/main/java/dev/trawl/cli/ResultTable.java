package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A result as aligned columns.
final class ResultTable {

    private static final Set<String> NUMBERS =
            Set.of("tinyint", "smallint", "integer", "bigint", "real", "double", "decimal");

    private ResultTable() {}

    /// The header, a rule, and a line per row; NULL is written as such.
    static String of(JsonNode result) {
        List<String> names = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (JsonNode column : result.path("columns")) {
            names.add(Terminal.plain(column.path("name").asText()));
            String type = column.path("type").asText();
            right.add(NUMBERS.contains(type.replaceAll("\\(.*", "").strip()));
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(names);
        for (JsonNode row : result.path("rows")) {
            List<String> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell(cell)));
            lines.add(cells);
        }
        int[] widths = widths(lines, names.size());
        StringBuilder text = new StringBuilder(lines.size() * 40);
        for (int i = 0; i < lines.size(); i++) {
            text.append(line(lines.get(i), widths, right)).append('\n');
            if (i == 0) {
                text.append(rule(widths)).append('\n');
            }
        }
        return text.toString();
    }

    /// Rows, time, the tables' applied policies, and the query's id.
    static String footer(JsonNode result) {
        int rows = result.path("rows").size();
        List<String> parts = new ArrayList<>();
        parts.add(rows + (rows == 1 ? " row" : " rows"));
        if (result.path("stats").has("millis")) {
            parts.add(result.path("stats").path("millis").asText() + " ms");
        }
        Set<String> policies = new LinkedHashSet<>();
        result.path("policies")
                .forEach(policy -> policies.add(Terminal.plain(policy.path("policy").asText())));
        if (!policies.isEmpty()) {
            parts.add("policies: " + String.join(", ", policies));
        }
        if (result.has("queryId")) {
            parts.add("query " + result.path("queryId").asText());
        }
        return String.join("; ", parts);
    }

    private static String cell(JsonNode cell) {
        if (cell.isNull()) {
            return "NULL";
        }
        return Terminal.plain(cell.isValueNode() ? cell.asText() : cell.toString());
    }

    private static int[] widths(List<List<String>> lines, int columns) {
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < Math.min(columns, line.size()); i++) {
                String cell = line.get(i);
                widths[i] = Math.max(widths[i], cell.codePointCount(0, cell.length()));
            }
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths, List<Boolean> right) {
        StringBuilder line = new StringBuilder(80);
        for (int i = 0; i < Math.min(cells.size(), widths.length); i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - cell.codePointCount(0, cell.length()));
            line.append(i == 0 ? "" : "  ").append(right.get(i) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static String rule(int[] widths) {
        List<String> rules = new ArrayList<>();
        for (int width : widths) {
            rules.add("-".repeat(width));
        }
        return String.join("  ", rules);
    }
}
