package dev.trawl.local.stores;

import dev.trawl.local.process.ProcessLedger;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A database server that ends with this process, also if that is killed.
///
/// It runs under a shell that waits for the end of its standard input. Whoever starts it closes it.
final class ServerProcess implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    /// Its arguments are the signal and the command, which it sends the signal when standard input
    /// ends. It ends with the command.
    private static final String UNTIL_INPUT_ENDS =
            "signal=$1; shift; exec 3<&0; \"$@\" 3<&- </dev/null & server=$!;"
                    + " (cat <&3 >/dev/null; kill -$signal $server 2>/dev/null) & watch=$!;"
                    + " wait $server; kill $watch 2>/dev/null";

    /// One attempt to reach a server.
    interface Probe {
        void run() throws SQLException;
    }

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /// Starts a server; `signal` asks it to end without waiting for its clients.
    static ServerProcess start(List<String> command, String signal, Path log, ProcessLedger ledger)
            throws IOException {
        List<String> shell = List.of("/bin/sh", "-c", UNTIL_INPUT_ENDS, ledger.marker(), signal);
        List<String> all = Stream.concat(shell.stream(), command.stream()).toList();
        Process process =
                new ProcessBuilder(all)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()))
                        .start();
        ledger.add(process);
        return new ServerProcess(process);
    }

    /// Runs a program that makes the data folder, to its end.
    ///
    /// @throws IOException if it fails
    static void prepare(List<String> command, Path log) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()))
                        .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command.getFirst() + " failed; see " + log + ".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /// Until the server lets itself be reached.
    ///
    /// @throws IllegalStateException that names the log, if it ends or takes too long
    void awaitReady(Path log, Probe probe) {
        Instant end = Instant.now().plus(START_MAX);
        Optional<SQLException> refusal = refusal(probe);
        while (refusal.isPresent()) {
            if (hasEnded() || Instant.now().isAfter(end)) {
                close();
                throw new IllegalStateException(
                        "The database does not start; see " + log + ".", refusal.get());
            }
            refusal = refusal(probe);
        }
    }

    private static Optional<SQLException> refusal(Probe probe) {
        try {
            probe.run();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    /// Waits a little for the end of the server.
    private boolean hasEnded() {
        try {
            return process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
