package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// How runs are printed.
final class RunOutput {
    private static final List<String> COLUMNS =
            List.of(
                    "run",
                    "export",
                    "state",
                    "time",
                    "attempt",
                    "rows",
                    "bytes",
                    "costUsd",
                    "policyEpoch",
                    "destination",
                    "code");
    private static final List<String> RULES = List.of("table", "policy", "kind", "column");

    /// A form of output.
    enum Form {
        /// Columns for people.
        TABLE,
        /// The API's answer.
        JSON,
        /// The same, easier to read.
        YAML,
        /// The columns of the table and the rules, for spreadsheets and scripts.
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

    String one(JsonNode run) {
        return switch (form) {
            case TABLE -> rows(List.of(run)) + rules(run);
            case CSV -> rows(List.of(run));
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
        List<String> columns = new ArrayList<>(COLUMNS);
        if (form == Form.CSV) {
            columns.add("policies");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns);
        for (JsonNode run : runs) {
            rows.add(columns.stream().map(c -> cell(run, c)).toList());
        }
        return form == Form.CSV ? csv(rows) : table(rows);
    }

    /// What governed a run, below it.
    private static String rules(JsonNode run) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(RULES);
        run.path("policies")
                .forEach(p -> rows.add(RULES.stream().map(c -> p.path(c).asText("")).toList()));
        return rows.size() == 1 ? "" : "\n\n" + table(rows);
    }

    /// Rows and bytes are those that were committed, or that are written by now.
    private static String cell(JsonNode run, String column) {
        return switch (column) {
            case "state" -> run.has("expired") ? "expired" : run.path("state").asText("");
            case "rows", "bytes" ->
                    run.path(column).asText(run.path("progress").path(column).asText(""));
            case "policies" ->
                    run.path(column)
                            .valueStream()
                            .map(RunOutput::rule)
                            .collect(Collectors.joining("; "));
            default -> run.path(column).asText("");
        };
    }

    private static String rule(JsonNode rule) {
        return Stream.of(
                        rule.path("table"),
                        rule.path("policy"),
                        rule.path("kind"),
                        rule.path("column"))
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
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
        List<Integer> widths = new ArrayList<>(Collections.nCopies(rows.getFirst().size(), 0));
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
