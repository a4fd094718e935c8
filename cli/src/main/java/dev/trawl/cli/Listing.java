package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// How a command shows a list. People get a table; scripts choose a form and get nothing else.
final class Listing {

    /// A form of output.
    enum Form {
        /// Aligned columns.
        TABLE,
        /// The items as the API gave them.
        JSON,
        /// The same in YAML.
        YAML,
        /// The columns of the table, comma-separated, with a header.
        CSV;

        /// As it is written on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form = Form.TABLE;

    /// What the columns of a list show, by their headers.
    static final class Columns {
        private final Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();

        /// A field of each item; lists are joined by commas.
        Columns field(String header, String... path) {
            return value(
                    header,
                    item -> {
                        JsonNode node = item;
                        for (String part : path) {
                            node = node.path(part);
                        }
                        return text(node);
                    });
        }

        Columns value(String header, Function<JsonNode, String> value) {
            columns.put(header, value);
            return this;
        }

        private static String text(JsonNode node) {
            if (node.isArray()) {
                List<String> parts = new ArrayList<>();
                node.forEach(part -> parts.add(part.asText()));
                return String.join(",", parts);
            }
            return node.isMissingNode() || node.isNull() ? "" : node.asText();
        }
    }

    /// In a form that was not asked for by this option.
    static Listing of(Form form) {
        Listing listing = new Listing();
        listing.form = form;
        return listing;
    }

    /// The items in the form that was asked for.
    String print(ArrayNode items, Columns columns) {
        return switch (form) {
            case JSON -> Documents.json(items);
            case YAML -> Documents.yaml(items);
            case CSV -> csv(items, columns);
            case TABLE -> table(items, columns);
        };
    }

    private static String table(ArrayNode items, Columns columns) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.copyOf(columns.columns.keySet()));
        for (JsonNode item : items) {
            lines.add(
                    columns.columns.values().stream()
                            .map(value -> Terminal.plain(value.apply(item)))
                            .toList());
        }
        int[] widths = new int[columns.columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(line.get(i)));
            }
        }
        List<String> text = new ArrayList<>();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                padded.append(line.get(i)).append(" ".repeat(widths[i] - length(line.get(i)) + 2));
            }
            text.add(padded.toString().stripTrailing());
        }
        return String.join("\n", text);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String csv(ArrayNode items, Columns columns) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", columns.columns.keySet()));
        for (JsonNode item : items) {
            lines.add(
                    String.join(
                            ",",
                            columns.columns.values().stream()
                                    .map(value -> quoted(value.apply(item)))
                                    .toList()));
        }
        return String.join("\n", lines);
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
