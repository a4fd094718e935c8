package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl impact`: what depends on a dataset or column, before it is changed.
@Command(
        name = "impact",
        description = "Show what depends on a dataset or column, before it is changed or dropped.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl impact legs",
            "  trawl impact legs.delay --days 30     # with who read it in that time",
            "  trawl impact legs -o csv",
            "",
            "Views, exports and checks are found through views on views; rules are those",
            "that select the dataset. A view or export that says * counts as using every",
            "column. What you may not see is not named.",
        },
        mixinStandardHelpOptions = true)
final class ImpactCommand implements Callable<Integer> {

    private static final Listing.Columns COLUMNS =
            new Listing.Columns()
                    .field("kind", "kind")
                    .field("name", "name")
                    .field("via", "via")
                    .field("distance", "distance");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private Listing listing = new Listing();

    @Parameters(paramLabel = "DATASET[.COLUMN]", description = "Name of a dataset.")
    private String dataset = "";

    @Option(
            names = "--purpose",
            paramLabel = "NAME",
            description = "What for; rules of policies may ask for it.")
    private @Nullable String purpose;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "7",
            description =
                    "Who read it in the last N days, at most 31; 0 for nobody (default: ${DEFAULT-VALUE}).")
    private int days = 7;

    @Override
    public Integer call() {
        DatasetColumn wanted = DatasetColumn.of(dataset);
        try (Api api = connection.open()) {
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            JsonNode declared = api.json(Api.Call.get(wanted.path("/v1/impact", purpose)));
            declared.path("dependents").forEach(rows::add);
            declared.path("rules")
                    .forEach(rule ->
                            rows.addObject()
                                    .put("kind", "rule")
                                    .put("name", rule.asText())
                                    .put("via", "dataset/" + wanted.dataset())
                                    .put("distance", 1));
            if (days > 0) {
                addReaders(api, wanted, rows);
            }
            spec.commandLine().getOut().println(listing.print(rows, COLUMNS));
            return 0;
        }
    }

    private void addReaders(Api api, DatasetColumn wanted, ArrayNode rows) {
        JsonNode graph =
                api.json(
                        Api.Call.get(
                                wanted.path("/v1/lineage", purpose)
                                        + "direction=down&depth=1&days="
                                        + days));
        for (JsonNode node : graph.path("nodes")) {
            String kind = node.path("kind").asText();
            if (kind.equals("query") || kind.equals("export")) {
                JsonNode facts = node.path("facts");
                rows.addObject()
                        .put("kind", kind.equals("query") ? "reader" : "run")
                        .put(
                                "name",
                                "%s, %s times, last %s%s"
                                        .formatted(
                                                facts.path("principal").asText(),
                                                facts.path("count").asText(),
                                                facts.path("last").asText(),
                                                facts.has("purpose")
                                                        ? ", for " + facts.path("purpose").asText()
                                                        : ""))
                        .put("via", "dataset/" + wanted.dataset())
                        .put("distance", 1);
            }
        }
    }
}
