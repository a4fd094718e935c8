package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trawl explain`: what would run where, and what policies do to it; nothing runs.
@Command(
        name = "explain",
        description = "Show what a statement would do.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private Statement statement = new Statement();

    @Override
    public Integer call() {
        String sql = statement.sql();
        try (Api api = connection.open()) {
            JsonNode answer =
                    api.json(Api.Call.post("/v1/explain", statement.body(sql).toString()));
            spec.commandLine().getOut().println(text(answer));
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(sql));
            return Main.FAILED;
        }
    }

    /// The plan as text where the answer has one, else the whole answer.
    private static String text(JsonNode answer) {
        return answer.path("text").isTextual()
                ? answer.path("text").textValue()
                : Documents.yaml(answer);
    }
}
