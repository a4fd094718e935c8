package dev.trawl.local;

import dev.trawl.fleet.ConfigException;
import dev.trawl.fleet.FleetConfig;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The process of a fleet in the background: arguments are the fleet's file and the state folder.
///
/// It prints a line per step, `FAILED: …` where it cannot start, and runs until it is asked to end.
public final class FleetMain {

    private FleetMain() {}

    /// Runs the fleet.
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path file = Path.of(arguments[0]);
        Path state = Path.of(arguments[1]);
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            FleetConfig config = FleetConfig.read(file);
            LocalFleet fleet =
                    LocalFleet.start(
                            config,
                            state,
                            FleetOptions.built().withClassCache().withProgress(out::println),
                            file);
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .name("stop")
                                    .unstarted(() -> {
                                        fleet.close();
                                        out.println("stopped");
                                        stopped.countDown();
                                    }));
        } catch (FleetException
                | ConfigException
                | IllegalStateException
                | IllegalArgumentException
                | UncheckedIOException e) {
            out.println("FAILED: " + e.getMessage());
            System.exit(1);
        }
        stopped.await();
    }
}
