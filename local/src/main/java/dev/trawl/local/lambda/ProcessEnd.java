package dev.trawl.local.lambda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a process runs no more code of its own, which Linux knows before it tells its parent.
final class ProcessEnd {

    /// State, and the flags of the kernel.
    private static final Pattern STAT =
            Pattern.compile("\\d+ \\(.*\\) (\\S) (?:-?\\d+ ){5}(\\d+) .*", Pattern.DOTALL);

    private static final Pattern PENDING =
            Pattern.compile("^SigPnd:\\s*([0-9a-f]+)$", Pattern.MULTILINE);
    private static final long EXITING = 0x4;
    private static final long SIGNALED = 0x400;
    private static final long KILL = 1L << 8;

    private ProcessEnd() {}

    /// It has ended, or is being ended by a `SIGKILL`.
    static boolean hasBegun(Process process) {
        if (!process.isAlive()) {
            return true;
        }
        Path files = Path.of("/proc", Long.toString(process.pid()));
        try {
            Matcher stat = STAT.matcher(read(files.resolve("stat")));
            Matcher pending = PENDING.matcher(read(files.resolve("status")));
            return stat.matches()
                            && ("ZXx".contains(stat.group(1))
                                    || (Long.parseLong(stat.group(2)) & (EXITING | SIGNALED)) != 0)
                    || pending.find() && (Long.parseLong(pending.group(1), 16) & KILL) != 0;
        } catch (IOException _) {
            return !process.isAlive();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
