package dev.trawl.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A process as it was when it started. Process ids are used again: only one with the same start
/// time, whose command line holds the marker, is still this one.
public record ProcessIdentity(long pid, long startMillis) {

    private static final long TOLERANCE_MILLIS = 2_000;

    /// The identity of a live process.
    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), startMillis(process));
    }

    /// The process, if it still runs and its command line holds `marker`.
    public Optional<ProcessHandle> find(String marker) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(startMillis(process) - startMillis) <= TOLERANCE_MILLIS)
                .filter(process -> commandLine(process).contains(marker));
    }

    /// Ends the process if [#find] finds it: asks, waits for `patience`, then kills.
    ///
    /// @return whether there was one
    public boolean end(String marker, Duration patience) {
        Optional<ProcessHandle> found = find(marker);
        found.ifPresent(process -> end(process, patience));
        return found.isPresent();
    }

    /// Asks the process to end, waits for `patience`, then kills it.
    public static void end(ProcessHandle process, Duration patience) {
        process.destroy();
        if (!hasEnded(process, patience)) {
            process.destroyForcibly();
            hasEnded(process, Duration.ofSeconds(5));
        }
    }

    private static boolean hasEnded(ProcessHandle process, Duration patience) {
        return process.onExit()
                .completeOnTimeout(
                        process, patience.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .thenApply(end -> !process.isAlive())
                .join();
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(-1L);
    }

    private static String commandLine(ProcessHandle process) {
        try {
            Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return process.info().commandLine().orElse("");
        }
    }
}
