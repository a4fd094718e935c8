package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl scan`: declares what a source holds, and has it look for personal data.
@Command(
        name = "scan",
        description = "Declare the tables of a source, and find personal data in new columns.",
        footerHeading = "%nWhat a scan does:%n",
        footer = {
            "  Tables that nobody declared become datasets whose columns are hidden until",
            "  somebody classifies them or a rule names them. Declared datasets stay what they",
            "  are: new columns come behind theirs, hidden; whatever else differs is drift, told",
            "  here and kept in the dataset's history, and applied only with --accept.",
            "",
            "Examples:",
            "  trawl scan bookings --dry-run",
            "  trawl scan bookings",
            "  trawl scan bookings --accept legs --classify all",
            "  trawl classify passengers        # what was found",
        },
        mixinStandardHelpOptions = true)
final class ScanCommand implements Callable<Integer> {
    private static final int ROUNDS_MAX = 1_000;

    /// Which columns are looked into.
    enum Classify {
        /// None.
        NONE,
        /// Those that nobody classified and no scan looked into.
        NEW,
        /// All, once more.
        ALL;

        /// As it is written on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "SOURCE", description = "Name of a Source.")
    private String source = "";

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Option(
            names = "--accept",
            paramLabel = "DATASET",
            split = ",",
            description = "Datasets that take what was found over what they declare.")
    private List<String> accepted = new ArrayList<>();

    @Option(
            names = "--classify",
            paramLabel = "WHICH",
            defaultValue = "new",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Classify classify = Classify.NEW;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Listing.Form form = Listing.Form.TABLE;

    private static final Listing.Columns COLUMNS =
            new Listing.Columns()
                    .field("operation", "operation")
                    .field("kind", "kind")
                    .field("name", "name");

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            JsonNode answer = api.json(Api.Call.post("/v1/scans", body(classify)));
            tell(answer);
            for (int round = 1; !answer.path("remaining").isEmpty(); round++) {
                if (round == ROUNDS_MAX || answer.path("profiled").isEmpty()) {
                    throw new CommandException(
                            "There was no time for "
                                    + names(answer.path("remaining"))
                                    + "; raise TRAWL_SCAN_TIMEOUT, or lower TRAWL_PROFILE_ROWS.");
                }
                answer = api.json(Api.Call.post("/v1/scans", body(Classify.NEW)));
                tell(answer);
            }
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return e.exitCode();
        }
    }

    private String body(Classify which) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("source", source);
        if (dryRun) {
            body.put("dryRun", true);
        } else {
            body.put("classify", which.name().toLowerCase(Locale.ROOT));
        }
        if (!accepted.isEmpty()) {
            accepted.forEach(body.putArray("accept")::add);
        }
        return body.toString();
    }

    private void tell(JsonNode answer) {
        PrintWriter out = spec.commandLine().getOut();
        switch (form) {
            case JSON -> out.println(Documents.json(answer));
            case YAML -> out.println(Documents.yaml(answer));
            case CSV -> out.println(Listing.of(form).print(answer.withArray("changes"), COLUMNS));
            case TABLE -> list(answer, out);
        }
    }

    private void list(JsonNode answer, PrintWriter out) {
        for (JsonNode change : answer.path("changes")) {
            out.println(
                    change.path("operation").asText()
                            + " "
                            + change.path("kind").asText()
                            + "/"
                            + Terminal.plain(change.path("name").asText()));
        }
        for (JsonNode drift : answer.path("drift")) {
            for (JsonNode finding : drift.path("findings")) {
                out.println(
                        "drift dataset/%s: %s"
                                .formatted(
                                        drift.path("dataset").asText(),
                                        Terminal.plain(finding.asText())));
            }
        }
        for (JsonNode failure : answer.path("notProfiled")) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "not looked into dataset/%s: %s %s"
                                    .formatted(
                                            failure.path("dataset").asText(),
                                            failure.path("code").asText(),
                                            Terminal.plain(failure.path("detail").asText())));
        }
        if (!answer.path("profiled").isEmpty()) {
            out.println(
                    "looked into %s; see trawl classify DATASET"
                            .formatted(names(answer.path("profiled"))));
        }
        out.println(
                "%d changes%s, %d unchanged, %d with drift"
                        .formatted(
                                answer.path("changes").size(),
                                dryRun ? ", nothing applied" : "",
                                answer.path("unchanged").asInt(),
                                answer.path("drift").size()));
    }

    private static String names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(n -> names.add(n.asText()));
        return String.join(", ", names);
    }
}
