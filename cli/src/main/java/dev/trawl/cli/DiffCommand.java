package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl diff`: what an event changed, or what going back would.
@Command(
        name = "diff",
        description = "Show how a resource differs between two events of its history.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl diff dataset legs                     # what the last change was",
            "  trawl diff policy p --from 000000000007-0000",
            "  trawl diff policies --sequence 12  # what going back to 12 would change",
            "",
            "How files differ from the fleet: trawl apply --dry-run FILE.",
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private ResourceOptions options = new ResourceOptions("text");

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "dataset, policy, source, …; or policies for all of them.")
    private String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Its name.")
    private @Nullable String name;

    @Option(
            names = "--from",
            paramLabel = "EVENT",
            description = "An event of its history (default: the one before).")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "EVENT",
            description = "An event of its history (default: the last).")
    private @Nullable String to;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            description = "Of all policies: one of trawl history policies.")
    private @Nullable Long sequence;

    @Override
    public Integer call() {
        Versions.Wanted wanted = Versions.wanted(kind, name);
        if (wanted.isSet() == (sequence == null)) {
            throw new CommandException(
                    "All policies are compared with a --sequence, a resource --from and --to events.");
        }
        try (Api api = connection.open()) {
            JsonNode answer = api.json(Api.Call.get(wanted.path() + "/diff" + parameters()));
            show(answer, wanted);
            return 0;
        }
    }

    private String parameters() {
        List<String> parts = new ArrayList<>();
        if (sequence != null) {
            parts.add("sequence=" + sequence);
        }
        if (from != null) {
            parts.add("from=" + Pages.encoded(from));
        }
        if (to != null) {
            parts.add("to=" + Pages.encoded(to));
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private void show(JsonNode answer, Versions.Wanted wanted) {
        PrintWriter out = spec.commandLine().getOut();
        if (!options.isText()) {
            out.println(options.print(answer));
        } else if (wanted.isSet()) {
            Changes.print(answer, out);
            out.println(answer.path("changes").size() + " changes would go back");
        } else {
            String difference = answer.path("diff").asText();
            out.println(difference.isEmpty() ? "no difference" : Changes.lines(difference));
        }
    }
}
