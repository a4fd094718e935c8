package dev.trawl.localstack.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Programs that run to their end, with what they print in a file.
public final class Programs {
    private static final int TAIL = 4_000;

    private Programs() {}

    /// Runs a command in `folder`, for as long as it may take.
    ///
    /// @throws IllegalStateException if it fails or takes longer; the message has its last words
    public static void run(
            List<String> command,
            Path folder,
            Map<String, String> variables,
            Path log,
            Duration longest) {
        int status = status(command, folder, variables, log, longest);
        if (status != 0) {
            throw new IllegalStateException(
                    "%s ended with %d:%n%s"
                            .formatted(String.join(" ", command), status, tail(log)));
        }
    }

    /// The exit status of a command.
    ///
    /// @throws IllegalStateException if it takes longer than `longest`; then it is ended
    public static int status(
            List<String> command,
            Path folder,
            Map<String, String> variables,
            Path log,
            Duration longest) {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(Redirect.from(new File("/dev/null")))
                        .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new IllegalStateException(
                        "%s took longer than %s:%n%s"
                                .formatted(String.join(" ", command), longest, tail(log)));
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// The end of a log.
    public static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - TAIL));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
