package dev.trawl.local.stores;

import dev.trawl.local.process.ProcessIdentity;
import dev.trawl.local.process.ProcessLedger;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A server of this fleet in a JVM of its own, with the class path that its jar names.
///
/// It prints `READY <port>` when it listens, and ends when its standard input does: at [#close],
/// and also when this process dies.
final class JavaServer implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final Process process;
    private final int port;

    private JavaServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// What to start: the jar, its arguments, what it reads first, where it logs.
    record Command(Path jar, List<String> arguments, String input, Path log, int memoryMb) {

        Command {
            arguments = List.copyOf(arguments);
        }
    }

    static JavaServer start(Command command, ProcessLedger ledger) {
        return start(command, ledger, line -> false);
    }

    /// Starts a server; a line that `taken` takes does not go into the log. It must not wait.
    static JavaServer start(Command command, ProcessLedger ledger, Predicate<String> taken) {
        try {
            Files.createDirectories(Objects.requireNonNull(command.log().getParent()));
            Process process =
                    new ProcessBuilder(commandLine(command, ledger))
                            .redirectError(Redirect.appendTo(command.log().toFile()))
                            .start();
            ledger.add(process);
            BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8);
            input.write(command.input());
            input.flush();
            return new JavaServer(process, awaitReady(process, command.log(), taken));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.jar() + ".", e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
        } catch (IOException e) {
            // It has ended already.
        }
        process.onExit()
                .completeOnTimeout(process, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (process.isAlive()) {
            ProcessIdentity.end(process.toHandle(), STOP_MAX);
        }
    }

    private static List<String> commandLine(Command command, ProcessLedger ledger) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Dtrawl.state=" + ledger.marker());
        line.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-Xmx" + command.memoryMb() + "m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        command.jar().toString()));
        line.addAll(command.arguments());
        return line;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The end of a process cannot fail.
    private static int awaitReady(Process process, Path log, Predicate<String> taken) {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("output of " + log)
                .start(() -> copy(process, log, port, taken));
        process.onExit()
                .thenRun(() ->
                        port.completeExceptionally(
                                new IllegalStateException(
                                        "A store ended while starting; see " + log + ".")));
        return port.orTimeout(START_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private static void copy(
            Process process, Path log, CompletableFuture<Integer> port, Predicate<String> taken) {
        try (BufferedReader output =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter file =
                        Files.newBufferedWriter(
                                log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            String line = output.readLine();
            while (line != null) {
                if (line.startsWith("READY ")) {
                    port.complete(Integer.parseInt(line.substring("READY ".length())));
                }
                if (!taken.test(line)) {
                    file.write(line);
                    file.newLine();
                    file.flush();
                }
                line = output.readLine();
            }
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }
}
