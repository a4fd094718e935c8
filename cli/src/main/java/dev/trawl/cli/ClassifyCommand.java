package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl classify`: what the columns of a dataset hold, as scans found and as a steward says.
@Command(
        name = "classify",
        description = "Show what a dataset's columns hold, or decide it.",
        footerHeading = "%nKinds:%n",
        footer = {
            "  email, phone, card, iban, national_id, address, name, birth, ip, text, none",
            "",
            "A column becomes visible to whom rules admit once it is classified, and rules",
            "that select the tag pii.KIND hold for it from then on.",
            "",
            "Examples:",
            "  trawl classify passengers                      # what was found and decided",
            "  trawl classify passengers --confirm  # take proposals of 80 percent up",
            "  trawl classify passengers --confirm=95 --clear-rest",
            "  trawl classify passengers notes=none tel2=phone",
        },
        mixinStandardHelpOptions = true)
final class ClassifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "DATASET", description = "Name of a Dataset.")
    private String dataset = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COLUMN=KIND",
            description = "What a column holds, whatever was found.")
    private Map<String, String> columns = new LinkedHashMap<>();

    @Option(
            names = "--confirm",
            arity = "0..1",
            fallbackValue = "80",
            paramLabel = "PERCENT",
            description = "Take proposals of at least this confidence (80 if no number is given).")
    private @Nullable Integer confirm;

    @Option(
            names = "--clear-rest",
            description = "Columns in which nothing was found hold no personal data.")
    private boolean clearRest;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Listing.Form form = Listing.Form.TABLE;

    private static final Listing.Columns COLUMNS =
            new Listing.Columns()
                    .field("column", "name")
                    .field("type", "type")
                    .field("state", "state")
                    .field("tags", "tags")
                    .field("found", "found")
                    .field("confidence", "confidence")
                    .field("matched", "matched")
                    .field("examined", "examined")
                    .field("nulls", "nulls")
                    .field("distinct", "distinct");

    @Override
    public Integer call() {
        if (!dataset.matches("[a-z][a-z0-9_]*")) {
            throw new CommandException("'" + dataset + "' is not a name: [a-z][a-z0-9_]*.");
        }
        String path = "/v1/classification/" + dataset;
        try (Api api = connection.open()) {
            JsonNode answer =
                    columns.isEmpty() && confirm == null && !clearRest
                            ? api.json(Api.Call.get(path))
                            : api.json(Api.Call.post(path, verdict()));
            spec.commandLine().getOut().print(told(answer));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return e.exitCode();
        }
    }

    private String told(JsonNode answer) {
        return switch (form) {
            case JSON -> Documents.json(answer) + "\n";
            case YAML -> Documents.yaml(answer) + "\n";
            case CSV -> Listing.of(form).print(answer.withArray("columns"), COLUMNS) + "\n";
            case TABLE -> table(answer);
        };
    }

    private String verdict() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (!columns.isEmpty()) {
            ObjectNode said = body.putObject("columns");
            columns.forEach(said::put);
        }
        if (confirm != null) {
            body.put("confirm", confirm);
        }
        if (clearRest) {
            body.put("clearRest", true);
        }
        return body.toString();
    }

    private static String table(JsonNode answer) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "column",
                        "type",
                        "state",
                        "tags",
                        "found",
                        "sure",
                        "matched",
                        "nulls",
                        "distinct"));
        for (JsonNode column : answer.path("columns")) {
            List<String> tags = new ArrayList<>();
            column.path("tags").forEach(t -> tags.add(t.asText()));
            boolean isFound = column.has("found");
            lines.add(
                    List.of(
                            Terminal.plain(column.path("name").asText()),
                            column.path("type").asText(),
                            column.path("state").asText(),
                            Terminal.plain(String.join(",", tags)),
                            column.path("found").asText("-"),
                            isFound ? column.path("confidence").asText() + " %" : "-",
                            isFound
                                    ? column.path("matched").asText()
                                            + "/"
                                            + column.path("examined").asText()
                                    : "-",
                            column.path("nulls").asText("-"),
                            column.path("distinct").asText("-")));
        }
        String note =
                answer.has("scanned")
                        ? "%s rows looked at%s, %s\n"
                                .formatted(
                                        answer.path("rows").asText(),
                                        answer.path("whole").asBoolean() ? ", all there are" : "",
                                        answer.path("scanned").asText())
                        : "no scan has looked into it: trawl scan SOURCE\n";
        return aligned(lines) + note;
    }

    private static String aligned(List<List<String>> lines) {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder(lines.size() * 80);
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder(80);
            for (int i = 0; i < line.size(); i++) {
                row.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
