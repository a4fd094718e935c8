package dev.trawl.cli;

import dev.trawl.fleet.cost.CostReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trawl cost`.
@Command(
        name = "cost",
        description = "Show what a deployed fleet costs: an idle month, and queries of each kind.",
        mixinStandardHelpOptions = true)
final class CostCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private FleetLocation location = new FleetLocation();

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(CostReport.of(location.config()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
