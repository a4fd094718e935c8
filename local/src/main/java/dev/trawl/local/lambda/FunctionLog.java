package dev.trawl.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The log file of a function: what its environments print, and the platform's own lines.
///
/// All append to it; lines of environments that run side by side are mixed. A file that has grown
/// above its limit is set aside once, when the function is deployed.
final class FunctionLog {

    private static final long BYTES_MAX = 20L << 20;

    private final Path file;

    private FunctionLog(Path file) {
        this.file = file;
    }

    static FunctionLog open(Path folder, String function) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(function + ".log");
            if (Files.exists(file) && Files.size(file) > BYTES_MAX) {
                Files.move(
                        file,
                        folder.resolve(function + ".log.1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            return new FunctionLog(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    void started(String requestId) {
        line("START RequestId: " + requestId + " Version: $LATEST");
    }

    void ended(String requestId, Duration duration, int memoryMb, Usage usage) {
        double millis = duration.toNanos() / 1e6;
        String report =
                String.format(
                        Locale.ROOT,
                        "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\t"
                                + "Memory Size: %d MB\tMax Memory Used: %d MB",
                        requestId,
                        millis,
                        (long) Math.ceil(millis),
                        memoryMb,
                        usage.memoryMb());
        Duration init = usage.init();
        String initText =
                init == null
                        ? ""
                        : String.format(
                                Locale.ROOT, "\tInit Duration: %.2f ms", init.toNanos() / 1e6);
        line("END RequestId: " + requestId + "\n" + report + initText);
    }

    /// An environment is killed for what it uses.
    void outOfMemory(long pid, long usedMb, int memoryMb) {
        line(
                String.format(
                        Locale.ROOT,
                        "KILLED process %d: it uses %d MB, the function has %d MB (memory)",
                        pid,
                        usedMb,
                        memoryMb));
    }

    /// What an invocation used; `init` only where it started the environment.
    record Usage(long memoryMb, @Nullable Duration init) {}

    private void line(String text) {
        try {
            Files.writeString(
                    file,
                    text + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
