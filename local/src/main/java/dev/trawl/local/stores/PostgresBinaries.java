package dev.trawl.local.stores;

import dev.trawl.local.process.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's programs, unpacked from the build's dependency.
final class PostgresBinaries {

    private PostgresBinaries() {}

    /// The folder with `bin/`, unpacked at first use.
    static Path unpack(Path folder) {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        String resource = "/postgres-linux-" + architecture() + ".txz";
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IllegalStateException(
                        "There is no embedded PostgreSQL for this machine ("
                                + resource
                                + "): declare jdbc sources with a secret and no 'database'.");
            }
            Path parent = Objects.requireNonNull(folder.getParent());
            Files.createDirectories(parent);
            Path unfinished = Files.createTempDirectory(parent, "postgresql-unfinished-");
            extract(packed, unfinished);
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
            rename(unfinished, folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL to " + folder + ".", e);
        }
    }

    /// Another fleet may have been quicker; its folder is as good.
    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(to)) {
                throw e;
            }
            Folders.delete(from);
        }
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name.equals("aarch64") ? "arm_64" : name;
    }

    private static void extract(InputStream packed, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            @Nullable TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                extract(tar, entry, target);
                entry = tar.getNextEntry();
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("An entry leaves the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, target.resolve(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            boolean executable = (entry.getMode() & 0b001_000_000) != 0;
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
