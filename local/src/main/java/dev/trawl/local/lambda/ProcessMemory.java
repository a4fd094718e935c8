package dev.trawl.local.lambda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Linux says of a process's memory, in megabytes; zeros where it does not say anything.
///
/// @param peak resident so far at most, with pages of files that are mapped
/// @param own resident now, without those pages, which the system takes back when it needs them
record ProcessMemory(long peak, long own) {

    private static final Pattern LINE = Pattern.compile("(VmHWM|RssAnon|RssShmem):\\s+(\\d+) kB");
    private static final long KILOBYTES = 1024;

    static ProcessMemory of(long pid) {
        long peak = 0;
        long own = 0;
        Matcher line = LINE.matcher(status(pid));
        while (line.find()) {
            long kilobytes = Long.parseLong(line.group(2));
            if (line.group(1).equals("VmHWM")) {
                peak = kilobytes;
            } else {
                own += kilobytes;
            }
        }
        return new ProcessMemory(peak / KILOBYTES, own / KILOBYTES);
    }

    private static String status(long pid) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
