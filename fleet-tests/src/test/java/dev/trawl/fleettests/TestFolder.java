package dev.trawl.fleettests;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A temporary folder with the fleet's state. The logs stay, in `target/fleet-logs`.
final class TestFolder implements AutoCloseable {
    private final Path path;

    private TestFolder(Path path) {
        this.path = path;
    }

    static TestFolder create() throws IOException {
        TestFolder folder = new TestFolder(Files.createTempDirectory("trawl-fleet-tests-"));
        Files.createDirectory(folder.path.resolve("scratch"));
        return folder;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Path logs = path.resolve("state/logs");
        if (Files.isDirectory(logs)) {
            keep(logs, Files.createDirectories(Path.of("target/fleet-logs")));
        }
        delete();
    }

    private static void keep(Path logs, Path kept) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        kept.resolve(logs.relativize(file)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void delete() throws IOException {
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
                            throws IOException {
                        Files.deleteIfExists(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
