package dev.trawl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl search`: datasets by what their descriptions say.
@Command(
        name = "search",
        description = "Find datasets by words in names, descriptions, owners, tags and columns.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl search passenger email     # all of the words, in any place",
            "  trawl search pii. -o csv",
            "  trawl search delay --purpose delay_analytics",
            "",
            "It finds what you may see; columns that policy hides find nothing.",
        },
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {

    private static final Listing.Columns COLUMNS =
            new Listing.Columns()
                    .field("name", "name")
                    .field("owner", "owner")
                    .field("tags", "tags")
                    .value(
                            "columns",
                            r ->
                                    String.join(
                                            ",",
                                            r.path("spec")
                                                    .path("columns")
                                                    .findValuesAsText("name")))
                    .field("description", "description");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private Listing listing = new Listing();

    @Option(
            names = "--purpose",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What for: rules may show more for a purpose.")
    private String purpose = "";

    @Parameters(arity = "1..*", paramLabel = "WORD", description = "What to look for.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            String path =
                    "/v1/search?q="
                            + Pages.encoded(String.join(" ", words))
                            + (purpose.isEmpty() ? "" : "&purpose=" + Pages.encoded(purpose));
            spec.commandLine()
                    .getOut()
                    .println(listing.print(Pages.all(api, path, "resources"), COLUMNS));
            return 0;
        }
    }
}
