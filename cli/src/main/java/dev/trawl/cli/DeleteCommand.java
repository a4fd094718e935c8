package dev.trawl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl delete`: deletes a resource.
@Command(
        name = "delete",
        description = "Delete a resource that nothing depends on.",
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "KIND", description = "dataset, policy, source, …")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            String path = ResourceOptions.path(kind, name);
            api.send(new Api.Call("DELETE", path, null, "application/json"));
            spec.commandLine().getOut().println("deleted " + kind + "/" + name);
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return e.exitCode();
        }
    }
}
