package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl rollback`: makes a resource, or all policies, what they were.
@Command(
        name = "rollback",
        description = "Make a resource, or all policies, what they were before.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl rollback policy analysts --dry-run     # what would change",
            "  trawl rollback policy analysts               # undo the last change",
            "  trawl rollback dataset legs --event 000000000007-0000",
            "  trawl rollback policies --sequence 12  # policies, purposes and principals",
            "",
            "Going back is a change like any other: it needs the same rights, policies must",
            "compile, and the history keeps it, so that it can be undone, too.",
        },
        mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "dataset, policy, source, …; or policies for all of them.")
    private String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Its name.")
    private @Nullable String name;

    @Option(
            names = "--event",
            paramLabel = "EVENT",
            description = "One of trawl history (default: the one before the last).")
    private @Nullable String event;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            description = "Of all policies: one of trawl history policies.")
    private @Nullable Long sequence;

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Override
    public Integer call() {
        Versions.Wanted wanted = Versions.wanted(kind, name);
        if (wanted.isSet() == (sequence == null)) {
            throw new CommandException(
                    "All policies go back to a --sequence, a resource to an --event.");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (event != null) {
            body.put("event", event);
        }
        if (sequence != null) {
            body.put("sequence", sequence);
        }
        try (Api api = connection.open()) {
            String path = wanted.path() + "/rollback" + (dryRun ? "?dryRun=true" : "");
            JsonNode answer = api.json(Api.Call.post(path, body.toString()));
            PrintWriter out = spec.commandLine().getOut();
            Changes.print(answer, out);
            out.println(
                    answer.path("changes").size()
                            + (dryRun ? " changes, nothing applied" : " changes applied"));
            return 0;
        }
    }
}
