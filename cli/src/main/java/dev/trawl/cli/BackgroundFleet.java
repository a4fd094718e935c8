package dev.trawl.cli;

import dev.trawl.local.FleetFile;
import dev.trawl.local.FleetMain;
import dev.trawl.local.StateFolder;
import dev.trawl.local.TrawlHome;
import dev.trawl.local.process.ProcessLedger;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A fleet in a process of its own that outlives this one.
final class BackgroundFleet {

    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final Duration STOP_MAX = Duration.ofSeconds(90);
    private static final String FAILED = "FAILED: ";

    private BackgroundFleet() {}

    /// Starts a fleet, tells its steps, returns when it is ready.
    static void start(Path config, Path state, Consumer<String> progress) {
        try {
            Path log =
                    Files.createDirectories(StateFolder.create(state).resolve("logs"))
                            .resolve("fleet.log");
            long seen = Files.exists(log) ? Files.size(log) : 0;
            Process process =
                    new ProcessBuilder(command(config, state.toRealPath()))
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.appendTo(log.toFile()))
                            .start();
            follow(process, log, seen, progress);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the fleet.", e);
        }
    }

    /// Stops a fleet and whatever it left behind.
    ///
    /// @return whether one was running
    static boolean stop(Path state) {
        if (!Files.isDirectory(state)) {
            return false;
        }
        try {
            Path folder = state.toRealPath();
            boolean stopped =
                    FleetFile.find(folder)
                            .map(file -> file.process().end(folder.toString(), STOP_MAX))
                            .orElse(false);
            // The lock tells whether a fleet of another kind, such as a test's, holds the folder.
            if (stopped) {
                new ProcessLedger(folder.resolve("processes"), folder.toString()).endStale();
                Files.deleteIfExists(folder.resolve("fleet.json"));
            }
            return stopped;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the fleet's file or a function's zip is younger than the fleet.
    static boolean isOutdated(FleetFile fleet) {
        Path functions = TrawlHome.find().resolve("functions");
        try (Stream<Path> modules = Files.list(functions)) {
            return Stream.concat(
                            Stream.of(fleet.config()),
                            modules.map(module -> module.resolve("target/function.zip")))
                    .filter(Files::exists)
                    .anyMatch(file -> isYounger(file, fleet.started()));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isYounger(Path file, Instant time) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isAfter(time);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> command(Path config, Path state) {
        List<String> command = new ArrayList<>();
        // A session of its own: signals of this terminal are not for the fleet.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx512m",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-Dtrawl.home=" + TrawlHome.find(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FleetMain.class.getName(),
                        config.toString(),
                        state.toString()));
        return command;
    }

    private static void follow(Process process, Path log, long from, Consumer<String> progress)
            throws IOException {
        Instant end = Instant.now().plus(START_MAX);
        long seen = from;
        while (Instant.now().isBefore(end)) {
            boolean ended = waitFor(process);
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                byte[] bytes = new byte[Math.toIntExact(file.length() - seen)];
                file.seek(seen);
                file.readFully(bytes);
                String text = new String(bytes, StandardCharsets.UTF_8);
                int complete = text.lastIndexOf('\n') + 1;
                seen += text.substring(0, complete).getBytes(StandardCharsets.UTF_8).length;
                for (String line : text.substring(0, complete).lines().toList()) {
                    if (line.startsWith(FAILED)) {
                        throw new CommandException(line.substring(FAILED.length()));
                    }
                    progress.accept(line);
                    if (line.startsWith("ready at ")) {
                        return;
                    }
                }
            }
            if (ended) {
                throw new CommandException("The fleet ended while starting; see " + log + ".");
            }
        }
        process.destroy();
        throw new CommandException("The fleet was not ready in 3 minutes; see " + log + ".");
    }

    private static boolean waitFor(Process process) {
        try {
            return process.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }
}
