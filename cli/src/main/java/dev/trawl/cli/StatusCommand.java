package dev.trawl.cli;

import dev.trawl.local.FleetFile;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trawl status`: whether the local fleet runs, and where. Exit code 3 where it does not.
@Command(
        name = "status",
        description = "Show the fleet on this machine.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private FleetLocation location = new FleetLocation();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<FleetFile> found = location.findFleet();
        if (found.isEmpty()) {
            out.println(
                    location.isNamed()
                            ? "no fleet runs here; ./trawl up starts it"
                            : "there is no trawl.yaml here or above; name one with --config");
            return Main.NO_ANSWER;
        }
        FleetFile fleet = found.get();
        out.println("fleet      " + fleet.fleet() + ", process " + fleet.process().pid());
        out.println("since      " + fleet.started());
        out.println("API        " + fleet.endpoint());
        out.println("S3         " + fleet.s3Endpoint());
        out.println("DynamoDB   " + fleet.dynamoEndpoint());
        if (fleet.postgresUrl() != null) {
            out.println("PostgreSQL " + fleet.postgresUrl());
        }
        out.println("state      " + location.stateFolder());
        out.println("health     " + health(fleet));
        if (BackgroundFleet.isOutdated(fleet)) {
            out.println("Its file or a function was changed since: ./trawl down, then up.");
        }
        return 0;
    }

    private static String health(FleetFile fleet) {
        try (Api api = new Api(fleet.endpoint(), null)) {
            api.send(Api.Call.get("/v1/health"));
            return "ok";
        } catch (ProblemException e) {
            return "status " + e.status() + ": " + e.getMessage();
        }
    }
}
