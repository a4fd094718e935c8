package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl get`: the resources of a kind, or one.
@Command(
        name = "get",
        description = "Show resources of a kind, or one of them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl get dataset                    # what you may see, as a table",
            "  trawl get dataset legs               # one, in YAML as it is declared",
            "  trawl get dataset -o csv > all.csv",
            "  trawl get policy analysts > p.yaml   # change it, then trawl apply p.yaml",
            "",
            "How it stands (Reachable, Scanned, DriftFound, ChecksPassed, Scheduled,",
            "LastRunCommitted, …) is in its status, for those who may change it; apply",
            "leaves status out.",
            "",
            "Kinds: source, dataset, policy, purpose, principal, export, check.",
        },
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

    private static final Listing.Columns COLUMNS = columns();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Option(
            names = {"-o", "--output"},
            description =
                    "${COMPLETION-CANDIDATES} (default: table for a list, yaml for one of them).")
    private Listing.@Nullable Form form;

    @Parameters(index = "0", paramLabel = "KIND", description = "dataset, policy, source, …")
    private String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "One of them.")
    private @Nullable String name;

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            spec.commandLine().getOut().println(name == null ? list(api) : one(api, name));
            return 0;
        }
    }

    private String one(Api api, String wanted) {
        JsonNode resource = api.json(Api.Call.get(ResourceOptions.path(kind, wanted)));
        Listing.Form shown = form == null ? Listing.Form.YAML : form;
        return switch (shown) {
            case YAML -> Documents.yaml(resource);
            case JSON -> Documents.json(resource);
            case TABLE, CSV ->
                    Listing.of(shown)
                            .print(JsonNodeFactory.instance.arrayNode().add(resource), COLUMNS);
        };
    }

    private String list(Api api) {
        ArrayNode all = Pages.all(api, ResourceOptions.path(kind), "resources");
        boolean hasStatus = all.valueStream().anyMatch(r -> r.has("status"));
        return Listing.of(form == null ? Listing.Form.TABLE : form)
                .print(all, hasStatus ? columns().value("status", GetCommand::status) : COLUMNS);
    }

    private static Listing.Columns columns() {
        return new Listing.Columns()
                .field("name", "name")
                .field("owner", "owner")
                .field("tags", "tags")
                .field("description", "description");
    }

    /// `DriftFound=True,ChecksPassed=False`
    private static String status(JsonNode resource) {
        return resource.path("status")
                .path("conditions")
                .valueStream()
                .map(c -> c.path("type").asText() + "=" + c.path("status").asText())
                .collect(Collectors.joining(","));
    }
}
