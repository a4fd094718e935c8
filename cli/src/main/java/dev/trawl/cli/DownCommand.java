package dev.trawl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trawl down`: stops the local fleet; what it keeps stays.
@Command(
        name = "down",
        description = "Stop the fleet on this machine; its state stays.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private FleetLocation location = new FleetLocation();

    @Override
    public Integer call() {
        boolean stopped = BackgroundFleet.stop(location.stateFolder());
        spec.commandLine().getOut().println(stopped ? "stopped" : "no fleet runs here");
        return 0;
    }
}
