package dev.trawl.localstack.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Folders that are made once and kept between builds, named by what went into them.
///
/// A folder is whole or absent: what a broken run left is removed first, and of two builds at once
/// one makes it while the other waits.
public final class CacheFolder {
    private static final String COMPLETE = "complete";

    private CacheFolder() {}

    /// The folder of `name` and `ingredients`, made by `maker` where it is not there yet.
    public static Path findOrMake(String name, String ingredients, Consumer<Path> maker) {
        Path folder = root().resolve(name + "-" + hash(ingredients));
        try {
            Files.createDirectories(root());
            try (FileChannel channel =
                            FileChannel.open(
                                    folder.resolveSibling(folder.getFileName() + ".lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(folder.resolve(COMPLETE))) {
                    delete(folder);
                    Files.createDirectories(folder);
                    maker.accept(folder);
                    Files.createFile(folder.resolve(COMPLETE));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    /// Removes a folder and all in it, if it is there.
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Path root() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("trawl");
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
