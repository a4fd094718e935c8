package dev.trawl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl history`: who changed a resource, when and how.
@Command(
        name = "history",
        description = "Show the changes of a resource.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private ResourceOptions options = new ResourceOptions();

    @Parameters(index = "0", paramLabel = "KIND", description = "dataset, policy, source, …")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            String path = ResourceOptions.path(kind, name) + "/history";
            spec.commandLine().getOut().println(options.print(api.json(Api.Call.get(path))));
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return Main.FAILED;
        }
    }
}
