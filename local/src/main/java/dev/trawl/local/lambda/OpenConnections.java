package dev.trawl.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The TCP connections that a process holds, as Linux lists them below `/proc`.
final class OpenConnections {

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final int REMOTE = 2;
    private static final int INODE = 9;
    private static final String NOWHERE = "0000";

    private OpenConnections() {}

    /// The remote ports of its connections, but for one to `portOwn`.
    static List<Integer> remotePorts(long pid, int portOwn) {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> sockets = sockets(process.resolve("fd"));
        return Stream.of("tcp", "tcp6")
                .map(table -> process.resolve("net").resolve(table))
                .filter(Files::exists)
                .flatMap(OpenConnections::rows)
                .filter(row -> sockets.contains(row.get(INODE)))
                .map(row -> row.get(REMOTE).substring(row.get(REMOTE).indexOf(':') + 1))
                .filter(port -> !port.equals(NOWHERE))
                .map(port -> Integer.parseInt(port, 16))
                .filter(port -> port != portOwn)
                .sorted()
                .toList();
    }

    private static Set<String> sockets(Path descriptors) {
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.map(OpenConnections::target)
                    .map(SOCKET::matcher)
                    .filter(Matcher::matches)
                    .map(socket -> Objects.requireNonNull(socket.group(1)))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Empty for a descriptor that was closed while the folder was read.
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Stream<List<String>> rows(Path table) {
        try {
            return Files.readAllLines(table).stream()
                    .skip(1)
                    .map(line -> List.of(line.strip().split("\\s+", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
