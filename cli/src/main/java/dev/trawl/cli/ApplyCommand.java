package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl apply`: declares resources from YAML files, all or none.
@Command(
        name = "apply",
        description = "Declare resources from YAML files.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files, or folders with .yaml files.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(paths).forEach(resources::add);
        if (resources.isEmpty()) {
            throw new CommandException("There are no resources in " + paths + ".");
        }
        try (Api api = connection.open()) {
            String path = dryRun ? "/v1/apply?dryRun=true" : "/v1/apply";
            show(api.json(Api.Call.post(path, body.toString())));
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return Main.FAILED;
        }
    }

    private void show(JsonNode answer) {
        if (!answer.path("changes").isArray()) {
            spec.commandLine().getOut().println(Documents.yaml(answer));
            return;
        }
        for (JsonNode change : answer.path("changes")) {
            spec.commandLine()
                    .getOut()
                    .println(
                            change.path("operation").asText()
                                    + " "
                                    + change.path("kind").asText()
                                    + "/"
                                    + change.path("name").asText());
            String difference = change.path("diff").asText("");
            if (!difference.isEmpty()) {
                spec.commandLine().getOut().println(difference.indent(2).stripTrailing());
            }
        }
        spec.commandLine()
                .getOut()
                .println(
                        answer.path("changes").size()
                                + (dryRun ? " changes, nothing applied" : " changes applied"));
    }
}
