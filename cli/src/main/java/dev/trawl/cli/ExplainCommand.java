package dev.trawl.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trawl explain`: what would run where, and what policies do to it; nothing runs unless that is
/// asked for.
@Command(
        name = "explain",
        description = "Show what a statement would do.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private Statement statement = new Statement();

    @Option(names = "--json", description = "The explanation in JSON.")
    private boolean json;

    @Option(
            names = "--analyze",
            description = "Run the statement, and show what it did; its rows are not shown.")
    private boolean analyze;

    private ObjectNode body(String sql) {
        ObjectNode body = statement.body(sql);
        return analyze ? body.put("analyze", true) : body;
    }

    @Override
    public Integer call() {
        String sql = statement.sql();
        try (Api api = connection.open()) {
            HttpResponse<byte[]> answer =
                    api.send(
                            Api.Call.post("/v1/explain", body(sql).toString())
                                    .accepting(json ? "application/json" : "text/plain"));
            spec.commandLine().getOut().println(Api.text(answer).stripTrailing());
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(sql));
            return e.exitCode();
        }
    }
}
