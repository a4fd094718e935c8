package dev.trawl.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl history`: who changed a resource, or the policies, when and how.
@Command(
        name = "history",
        description = "Show the changes of a resource, or of all policies; the latest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl history dataset legs",
            "  trawl history dataset legs -o yaml   # with what it was each time",
            "  trawl history policies  # applies that changed a policy, purpose or principal",
            "",
            "trawl diff shows what an event changed, trawl rollback goes back to one.",
        },
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {

    private static final Listing.Columns EVENTS =
            new Listing.Columns()
                    .field("event", "event")
                    .field("time", "time")
                    .field("operation", "operation")
                    .field("author", "author");
    private static final Listing.Columns REVISIONS =
            new Listing.Columns()
                    .field("sequence", "sequence")
                    .field("time", "time")
                    .field("author", "author")
                    .field("changes", "changes");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private Listing listing = new Listing();

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "dataset, policy, source, …; or policies for all of them.")
    private String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Its name.")
    private @Nullable String name;

    @Override
    public Integer call() {
        Versions.Wanted wanted = Versions.wanted(kind, name);
        try (Api api = connection.open()) {
            ArrayNode events = JsonNodeFactory.instance.arrayNode();
            api.json(Api.Call.get(wanted.path() + "/history"))
                    .path(wanted.isSet() ? "revisions" : "events")
                    .forEach(events::add);
            spec.commandLine()
                    .getOut()
                    .println(listing.print(events, wanted.isSet() ? REVISIONS : EVENTS));
            return 0;
        }
    }
}
