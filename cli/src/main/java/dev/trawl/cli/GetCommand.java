package dev.trawl.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl get`: the resources of a kind, or one.
@Command(
        name = "get",
        description = "Show resources of a kind, or one of them.",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private ResourceOptions options = new ResourceOptions();

    @Parameters(index = "0", paramLabel = "KIND", description = "dataset, policy, source, …")
    private String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "One of them.")
    private @Nullable String name;

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            String path =
                    name == null ? ResourceOptions.path(kind) : ResourceOptions.path(kind, name);
            spec.commandLine().getOut().println(options.print(api.json(Api.Call.get(path))));
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return Main.FAILED;
        }
    }
}
