package dev.trawl.local.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// As whom PostgreSQL runs: it refuses to run as root.
///
/// An ordinary user runs it directly. Root runs it in a user namespace of its own, where it is
/// nobody; where the system forbids that, as the user nobody, who then owns the data folder.
record PostgresUser(List<String> prefix, boolean isNobody) {

    private static final String NOBODY = "65534";

    PostgresUser {
        prefix = List.copyOf(prefix);
    }

    /// As whom it runs over `data`, which need not exist yet.
    static PostgresUser find(Path data) {
        if (!isOwnedBy(0, Path.of("/proc/self"))) {
            return new PostgresUser(List.of(), false);
        }
        boolean isNobodys = Files.exists(data) && !isOwnedBy(0, data);
        if (!isNobodys && succeeds(List.of("unshare", "-U", "true"))) {
            return new PostgresUser(List.of("unshare", "-U"), false);
        }
        List<String> setpriv =
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (succeeds(Stream.concat(setpriv.stream(), Stream.of("true")).toList())) {
            return new PostgresUser(setpriv, true);
        }
        throw new IllegalStateException(
                "PostgreSQL does not run as root, and neither unshare -U nor setpriv works here:"
                        + " start the fleet as an ordinary user.");
    }

    /// The command as this user.
    List<String> command(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    /// Gives the folder to this user.
    void own(Path folder) {
        if (isNobody
                && !succeeds(List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()))) {
            throw new IllegalStateException("Cannot give " + folder + " to the user nobody.");
        }
    }

    private static boolean isOwnedBy(int user, Path path) {
        try {
            return Files.getAttribute(path, "unix:uid").equals(user);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
