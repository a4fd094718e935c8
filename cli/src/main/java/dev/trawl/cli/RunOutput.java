package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// How runs are printed.
final class RunOutput {
    private static final List<String> COLUMNS =
            List.of("run", "export", "state", "time", "attempt", "rows", "destination", "code");

    /// A form of output.
    enum Form {
        /// Columns for people.
        TABLE,
        /// The API's answer.
        JSON,
        /// The same, easier to read.
        YAML,
        /// The columns of the table, for spreadsheets and scripts.
        CSV
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form = Form.TABLE;

    String one(JsonNode run) {
        return switch (form) {
            case TABLE, CSV -> rows(List.of(run));
            case JSON -> Documents.json(run);
            case YAML -> Documents.yaml(run);
        };
    }

    String all(JsonNode answer) {
        List<JsonNode> runs = new ArrayList<>();
        answer.path("runs").forEach(runs::add);
        return switch (form) {
            case TABLE, CSV -> rows(runs);
            case JSON -> Documents.json(answer);
            case YAML -> Documents.yaml(answer);
        };
    }

    private String rows(List<JsonNode> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        for (JsonNode run : runs) {
            rows.add(COLUMNS.stream().map(c -> cell(run, c)).toList());
        }
        return form == Form.CSV ? csv(rows) : table(rows);
    }

    /// Rows are those that were committed, or that are written by now.
    private static String cell(JsonNode run, String column) {
        if (!column.equals("rows")) {
            return run.path(column).asText("");
        }
        JsonNode manifest = run.path("manifest");
        return manifest.has("rows")
                ? manifest.path("rows").asText()
                : run.path("progress").path("rows").asText("");
    }

    private static String csv(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(RunOutput::quoted).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n"));
    }

    private static String quoted(String cell) {
        return cell.matches("[^,\"\\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }

    private static String table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(COLUMNS.size(), 0));
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : "  ").append(row.get(i));
                line.append(" ".repeat(widths.get(i) - row.get(i).length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join("\n", lines);
    }
}
