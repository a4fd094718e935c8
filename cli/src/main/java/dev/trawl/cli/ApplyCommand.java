package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.protocol.ErrorCode;
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
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl apply --dry-run resources/  # a folder: how it differs from the fleet",
            "  trawl apply legs.yaml policies/",
            "  generate | trawl apply -             # from standard input",
            "",
            "It happens whole or not at all, as long as it changes at most 49 resources;",
            "more are checked as a whole and applied in parts, and the answer says so. What",
            "is as declared already is left alone, so the same apply may be repeated, and",
            "goes on where one stopped.",
        },
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files, folders with .yaml files, or - for standard input.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        List<Documents.Text> texts = Documents.texts(paths);
        Documents.parse(texts).forEach(resources::add);
        if (resources.isEmpty()) {
            throw new CommandException("There are no resources in " + paths + ".");
        }
        try (Api api = connection.open()) {
            String path = dryRun ? "/v1/apply?dryRun=true" : "/v1/apply";
            JsonNode answer = api.json(Api.Call.post(path, body.toString()));
            int changed = show(answer);
            while (!dryRun && answer.path("remaining").asInt() > 0) {
                spec.commandLine()
                        .getErr()
                        .println(answer.path("remaining").asInt() + " changes remain");
                answer = api.json(Api.Call.post(path, body.toString()));
                changed += show(answer);
            }
            tell(answer, changed);
            return 0;
        } catch (ProblemException e) {
            spec.commandLine()
                    .getErr()
                    .println(
                            e.code().equals(ErrorCode.INVALID_RESOURCE.name())
                                    ? "error %s: %s"
                                            .formatted(
                                                    e.code(), YamlProblem.placed(texts, e.detail()))
                                    : e.describe(null));
            return e.exitCode();
        }
    }

    private int show(JsonNode answer) {
        if (!answer.path("changes").isArray()) {
            spec.commandLine().getOut().println(Documents.yaml(answer));
            return 0;
        }
        Changes.print(answer, spec.commandLine().getOut());
        return answer.path("changes").size();
    }

    private void tell(JsonNode answer, int changed) {
        boolean isAtomic = answer.path("atomic").asBoolean(true);
        spec.commandLine()
                .getOut()
                .println(
                        changed
                                + (changed == 1 ? " change" : " changes")
                                + (dryRun ? ", nothing applied" : " applied")
                                + (isAtomic
                                        ? ""
                                        : dryRun
                                                ? "; too many for one transaction, not atomic"
                                                : " in several transactions, not atomically"));
    }
}
