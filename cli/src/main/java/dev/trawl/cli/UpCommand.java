package dev.trawl.cli;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.FleetFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trawl up`: starts the local fleet in the background and returns when it is ready.
@Command(
        name = "up",
        description = "Start the fleet on this machine.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private FleetLocation location = new FleetLocation();

    @Override
    public Integer call() {
        Path configFile = location.configFile();
        FleetConfig config = FleetConfig.read(configFile);
        PrintWriter out = spec.commandLine().getOut();
        Optional<FleetFile> running = location.findFleet();
        if (running.isPresent()) {
            out.println(config.fleet() + " is up at " + running.get().endpoint());
            if (BackgroundFleet.isOutdated(running.get())) {
                out.println("Its file or a function was changed since: ./trawl down, then up.");
            }
            return 0;
        }
        BackgroundFleet.start(configFile, location.stateFolder(), out::println);
        return 0;
    }
}
