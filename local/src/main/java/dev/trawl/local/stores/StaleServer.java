package dev.trawl.local.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A database server that an earlier fleet left behind, known by its pid file and its command line.
final class StaleServer {

    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    private StaleServer() {}

    /// @param pidFile its name in the data folder; its first line is the server's pid
    /// @param signal what ends the server without waiting for its clients
    static void end(Path data, String pidFile, String signal) throws IOException {
        Path file = data.resolve(pidFile);
        if (!Files.exists(file)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
        if (!Files.exists(commandLine)
                || !new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8)
                        .contains(data.toString())) {
            return;
        }
        ProcessHandle.of(pid)
                .ifPresent(process -> {
                    ask(pid, signal);
                    process.onExit()
                            .completeOnTimeout(process, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)
                            .join();
                    if (process.isAlive()) {
                        process.destroyForcibly();
                    }
                });
    }

    private static void ask(long pid, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
