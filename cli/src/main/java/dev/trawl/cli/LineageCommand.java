package dev.trawl.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl lineage`: what a dataset is made from, and what is made from it.
@Command(
        name = "lineage",
        description = "Show what a dataset or column is made from, and what is made from it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl lineage legs",
            "  trawl lineage legs.delay --down --direct       # where its values go",
            "  trawl lineage late_legs --up --depth 8",
            "  trawl lineage legs --days 7 --down  # with queries and exports that ran",
            "  trawl lineage legs --output svg > legs.svg",
            "",
            "direct: values are made of it. indirect: it decides which rows there are, or",
            "where they stand (filter, join, group, order). masked: you see a mask instead",
            "of values. What you may not describe is not there, nor is what is made from",
            "it.",
        },
        mixinStandardHelpOptions = true)
final class LineageCommand implements Callable<Integer> {

    /// A form of output.
    enum Form {
        /// A line per pair of columns.
        TABLE("text"),
        /// Nodes and edges.
        JSON("json"),
        /// A picture.
        SVG("svg"),
        /// The picture on a page.
        HTML("html");

        private final String name;

        Form(String name) {
            this.name = name;
        }

        /// As it is written on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Where to look.
    static final class Direction {
        @Option(names = "--up", description = "Only what it is made from.")
        private boolean up;

        @Option(names = "--down", description = "Only what is made from it.")
        private boolean down;
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Parameters(
            paramLabel = "DATASET[.COLUMN]",
            description = "Name of a dataset, or a table in three parts.")
    private String dataset = "";

    @ArgGroup private Direction direction = new Direction();

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many steps, 1 to 16 (default: ${DEFAULT-VALUE}).")
    private int depth = 4;

    @Option(
            names = "--purpose",
            paramLabel = "NAME",
            description = "What for; rules of policies may ask for it.")
    private @Nullable String purpose;

    @Option(names = "--direct", description = "Only what values are made of.")
    private boolean direct;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Add queries and exports of the last N days, at most 31: your own, or all where you may read the audit log.")
    private int days;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form = Form.TABLE;

    @Override
    public Integer call() {
        String where = direction.up ? "up" : direction.down ? "down" : "both";
        String path =
                DatasetColumn.of(dataset).path("/v1/lineage", purpose)
                        + "direction=%s&depth=%d&days=%d&format=%s%s"
                                .formatted(
                                        where, depth, days, form.name, direct ? "&direct=true" : "")
                                .toLowerCase(Locale.ROOT);
        try (Api api = connection.open()) {
            String text = Api.text(api.send(Api.Call.get(path).accepting("*/*")));
            spec.commandLine()
                    .getOut()
                    .println(
                            form == Form.JSON
                                    ? Documents.json(Api.parse(text))
                                    : text.stripTrailing());
            if (form == Form.TABLE && days == 0 && text.strip().lines().count() == 1) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "No view that you may see is made from it, nor it from others;"
                                        + " --days 7 adds queries and exports that ran.");
            }
            return 0;
        }
    }
}
