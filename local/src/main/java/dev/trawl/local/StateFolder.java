package dev.trawl.local;

import dev.trawl.local.process.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The folder with everything a fleet keeps, held by one fleet at a time.
///
/// The lock is the operating system's: it goes with the process, however that ends. Whoever opens
/// the folder closes it.
public final class StateFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private StateFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Makes the folder if need be, readable by its owner only, and takes it.
    ///
    /// @throws FleetException if another fleet holds it
    static StateFolder open(Path folder) {
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
            Path path = folder.toRealPath();
            FileChannel channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new FleetException(
                        "Another fleet runs on " + path + ": see ./trawl status, ./trawl down.");
            }
            Folders.delete(path.resolve("tmp"));
            return new StateFolder(path, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the state folder " + folder + ".", e);
        }
    }

    /// Makes the folder if need be, listed by its owner only (PostgreSQL may run as another user),
    /// and gives its real path.
    public static Path create(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return folder.toRealPath();
    }

    /// The folder itself.
    public Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
