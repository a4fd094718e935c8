package dev.trawl.local.lambda;

import dev.trawl.local.process.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Unpacks function zips, each state of a zip once.
final class FunctionZips {

    private static final String UNFINISHED = "unfinished-";
    private static final Pattern UNPACKED = Pattern.compile(".*\\.zip-[0-9a-f]{8}");

    private final Path folder;

    FunctionZips(Path folder) {
        this.folder = folder;
    }

    /// The folder with the zip's content.
    synchronized Path unpack(Path zip) {
        try {
            Path target = folder.resolve(key(zip));
            if (!Files.isDirectory(target)) {
                Files.createDirectories(folder);
                Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
                extract(zip, unfinished);
                move(unfinished, target);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + zip + ".", e);
        }
    }

    /// Deletes what was unpacked of other zips, and of earlier states of these.
    synchronized void keepOnly(Collection<Path> zips) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> unpacked = Files.list(folder)) {
            Set<String> keys = new HashSet<>();
            for (Path zip : zips) {
                keys.add(key(zip));
            }
            for (Path old : unpacked.filter(f -> isOld(f, keys)).toList()) {
                Folders.delete(old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tidy " + folder + ".", e);
        }
    }

    private static boolean isOld(Path unpacked, Set<String> keys) {
        String name = Objects.requireNonNull(unpacked.getFileName()).toString();
        return name.startsWith(UNFINISHED)
                || UNPACKED.matcher(name).lookingAt() && keys.stream().noneMatch(name::startsWith);
    }

    private static String key(Path zip) throws IOException {
        Path real = zip.toRealPath();
        int hash =
                Objects.hash(
                        real.toString(),
                        Files.size(real),
                        Files.getLastModifiedTime(real).toMillis());
        String name = Objects.requireNonNull(real.getFileName()).toString();
        return name.replaceAll("[^a-zA-Z0-9.-]", "_") + "-" + HexFormat.of().toHexDigits(hash);
    }

    private static void extract(Path zip, Path target) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("An entry leaves the folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                try (InputStream content = file.getInputStream(entry)) {
                    Files.copy(content, path);
                }
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }
}
