package dev.trawl.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the heap of a process holds that no snapshot of it may hold: secrets that are known here,
/// also where they are garbage already; private keys and signed tokens that are still in use, since
/// a head start makes and drops some that nobody trusts.
final class HeapCheck {

    /// Objects that are a key with which somebody signs.
    private static final Set<String> KEY_CLASSES =
            Set.of(
                    "sun.security.ec.ECPrivateKeyImpl",
                    "sun.security.ec.ed.EdDSAPrivateKeyImpl",
                    "sun.security.rsa.RSAPrivateCrtKeyImpl",
                    "sun.security.rsa.RSAPrivateKeyImpl",
                    "dev.trawl.auth.GrantSigner$Certified");

    private static final Pattern COUNTED =
            Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");
    private static final int PATIENCE_SECONDS = 60;

    private final long pid;
    private final Path scratch;

    /// @param scratch a folder that the process may write to
    HeapCheck(long pid, Path scratch) {
        this.pid = pid;
        this.scratch = scratch;
    }

    /// What was found, by name, never by value.
    ///
    /// @param secrets texts by their name
    Set<String> found(Map<String, String> secrets) {
        Map<String, List<byte[]>> forms = new TreeMap<>();
        secrets.forEach((name, secret) -> forms.put(name, SecretForms.of(secret)));
        Set<String> found = new TreeSet<>();
        found.addAll(dumped("-all", heap -> HeapSearch.names(heap, forms)));
        found.addAll(keys());
        found.addAll(dumped("", HeapSearch::tokens));
        return found;
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (String line : jcmd("GC.class_histogram")) {
            Matcher counted = COUNTED.matcher(line);
            if (counted.matches() && KEY_CLASSES.contains(counted.group(2))) {
                keys.add(counted.group(1) + " of " + counted.group(2));
            }
        }
        return keys;
    }

    private interface Search {
        Set<String> in(ByteBuffer heap);
    }

    /// The dump is as secret as the process: it goes at once.
    private Set<String> dumped(String option, Search search) {
        Path file = scratch.resolve("heap.hprof");
        try {
            List<String> said =
                    option.isEmpty()
                            ? jcmd("GC.heap_dump", file.toString())
                            : jcmd("GC.heap_dump", option, file.toString());
            if (!Files.isRegularFile(file)) {
                throw new IllegalStateException("No heap dump was made: " + said);
            }
            try (FileChannel channel = FileChannel.open(file)) {
                return search.in(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> jcmd(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(pid));
        command.addAll(List.of(arguments));
        Path said = scratch.resolve("jcmd.txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.to(said.toFile()))
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            List<String> lines = Files.readAllLines(said, StandardCharsets.UTF_8);
            Files.delete(said);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("The heap cannot be read: " + lines);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }
}
