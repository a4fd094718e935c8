package dev.trawl.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The checkout that this build runs in.
final class Repository {
    private static final Set<String> SKIPPED =
            Set.of(
                    ".git",
                    "target",
                    ".trawl",
                    ".state",
                    "node_modules",
                    "cdk.out",
                    "data",
                    "__pycache__");

    private Repository() {}

    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve(".mvn"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("not inside the repository");
            }
        }
        return at;
    }

    /// Source and document files whose names end in one of these.
    static List<Path> files(String... endings) {
        List<Path> files = new ArrayList<>();
        walk(
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        return SKIPPED.contains(String.valueOf(dir.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        String name = String.valueOf(file.getFileName());
                        for (String ending : endings) {
                            if (name.endsWith(ending)) {
                                files.add(file);
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    /// Folders of compiled main classes of every module built so far.
    static List<Path> classFolders() {
        List<Path> folders = new ArrayList<>();
        for (Path pom : files("pom.xml")) {
            Path classes = pom.resolveSibling("target/classes");
            if (Files.isDirectory(classes)) {
                folders.add(classes);
            }
        }
        return folders;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void walk(SimpleFileVisitor<Path> visitor) {
        try {
            Files.walkFileTree(root(), visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
