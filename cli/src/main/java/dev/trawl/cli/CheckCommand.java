package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl check`: quality checks, run and looked at.
@Command(
        name = "check",
        description = "Run quality checks and see what came of them.",
        footerHeading = "%nA check:%n",
        footer = {
            "  kind: Check",
            "  name: passengers_sane",
            "  spec:",
            "    dataset: passengers",
            "    principal: checker          # runs with its rights; counts alone leave",
            "    every: 1 hour               # and after scans of the dataset",
            "    blocks: exports             # that read it, while it has not passed",
            "    expect:",
            "      - rowCount: {min: 1}",
            "      - missing: {column: email}",
            "        allowedPercent: 1",
            "      - unique: {columns: [passenger_id]}",
            "      - valid: {column: born, min: 1900-01-01}",
            "      - freshness: {column: updated, within: 26 hours}",
            "",
            "Declare it with trawl apply; see docs/concepts/quality.md for all expectations.",
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CheckCommand.Run.class, CheckCommand.Results.class})
final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /// How results are written.
    static final class Form {
        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORM",
                defaultValue = "table",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Listing.Form form = Listing.Form.TABLE;

        private static final Listing.Columns COLUMNS =
                new Listing.Columns()
                        .field("time", "time")
                        .field("check", "check")
                        .field("cause", "cause")
                        .field("expectation", "name")
                        .field("state", "state")
                        .field("wrong", "wrong")
                        .field("rows", "rows")
                        .field("problem", "problem");

        private void print(JsonNode answer, List<JsonNode> runs, PrintWriter out) {
            switch (form) {
                case JSON -> out.println(Documents.json(answer));
                case YAML -> out.println(Documents.yaml(answer));
                case CSV -> out.println(Listing.of(form).print(results(runs), COLUMNS));
                case TABLE -> runs.forEach(run -> print(run, out));
            }
        }

        /// One item for each expectation of each run.
        private static ArrayNode results(List<JsonNode> runs) {
            ArrayNode results = JsonNodeFactory.instance.arrayNode();
            for (JsonNode run : runs) {
                for (JsonNode result : run.path("results")) {
                    ObjectNode item = results.addObject();
                    for (String field : List.of("time", "check", "cause")) {
                        item.set(field, run.path(field));
                    }
                    item.setAll((ObjectNode) result);
                }
            }
            return results;
        }

        private static void print(JsonNode run, PrintWriter out) {
            out.println(
                    "%s  %s  %s  (%s)"
                            .formatted(
                                    run.path("time").asText(),
                                    run.path("check").asText(),
                                    run.path("state").asText(),
                                    Terminal.plain(run.path("cause").asText())));
            for (JsonNode result : run.path("results")) {
                String problem = result.path("problem").asText("");
                String told =
                        problem.isEmpty()
                                ? "%s wrong of %s"
                                        .formatted(
                                                result.path("wrong").asText(),
                                                result.path("rows").asText())
                                : problem;
                out.println(
                        "  %-6s  %s: %s"
                                .formatted(
                                        result.path("state").asText(),
                                        Terminal.plain(result.path("name").asText()),
                                        Terminal.plain(told)));
            }
        }
    }

    /// `trawl check run`: now, with an exit code of 1 unless all passed.
    @Command(
            name = "run",
            description = "Run checks now; exits with 1 unless all of them pass.",
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Connection connection = new Connection();

        @Mixin private Form form = new Form();

        @Parameters(arity = "1..*", paramLabel = "CHECK", description = "Names of Checks.")
        private List<String> names = new ArrayList<>();

        @Override
        public Integer call() {
            boolean isPassed = true;
            try (Api api = connection.open()) {
                for (String name : names) {
                    JsonNode run = api.json(Api.Call.post(path(name), ""));
                    form.print(run, List.of(run), spec.commandLine().getOut());
                    isPassed &= run.path("state").asText().equals("passed");
                }
                return isPassed ? 0 : Main.FAILED;
            } catch (ProblemException e) {
                spec.commandLine().getErr().println(e.describe(null));
                return e.exitCode();
            }
        }
    }

    /// `trawl check results`: the history.
    @Command(
            name = "results",
            description = "Show the last runs of a check, the latest first.",
            mixinStandardHelpOptions = true)
    static final class Results implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Connection connection = new Connection();

        @Mixin private Form form = new Form();

        @Parameters(index = "0", paramLabel = "CHECK", description = "Name of a Check.")
        private String name = "";

        @Override
        public Integer call() {
            try (Api api = connection.open()) {
                JsonNode answer = api.json(Api.Call.get(path(name)));
                List<JsonNode> runs = new ArrayList<>();
                answer.path("runs").forEach(runs::add);
                form.print(answer, runs, spec.commandLine().getOut());
                return 0;
            } catch (ProblemException e) {
                spec.commandLine().getErr().println(e.describe(null));
                return e.exitCode();
            }
        }
    }

    private static String path(String name) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new CommandException("'" + name + "' is not a name: [a-z][a-z0-9_]*.");
        }
        return "/v1/checks/" + name + "/runs";
    }
}
