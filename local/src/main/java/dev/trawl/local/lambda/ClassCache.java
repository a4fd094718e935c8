package dev.trawl.local.lambda;

import dev.trawl.local.process.Folders;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The loaded classes of a function's code, kept from one process for later ones (JEP 483, JEP
/// 514), so that an environment starts in a fraction of the time.
///
/// The JVM keeps classes of jars on its class path only, so the function's own jars stand there,
/// behind those of the Runtime Interface Client, and the classes of the zip's root as one more jar;
/// the client's class loader asks its parent first, so the same classes are loaded. The folder
/// beside the unpacked zip holds that jar and the cache. Thread-safe.
final class ClassCache {

    private static final String FILE = "classes.aot";
    private static final String RECORDING = "recording-";
    // A cache that does not fit is not used; which classes do not fit is of no interest to users.
    private static final String SILENT = "-Xlog:aot*=off,cds*=off";

    private final Path code;
    private final Path folder;
    private final String classPath;
    private boolean recordingStarted;

    private ClassCache(Path code, Path folder, String classPath) {
        this.code = code;
        this.folder = folder;
        this.classPath = classPath;
    }

    /// The cache of an unpacked zip for one set of JVM flags.
    ///
    /// @param runtime class path of the Runtime Interface Client
    static ClassCache of(Path code, String runtime, List<String> jvmFlags) {
        try {
            Path folder = Path.of(code + ".classes-" + hash(runtime, String.join(" ", jvmFlags)));
            if (!Files.isDirectory(folder)) {
                prepare(code, folder);
            }
            List<String> entries = new ArrayList<>(List.of(runtime));
            entries.add(folder.resolve("root.jar").toString());
            entries.addAll(jars(code.resolve("lib")));
            return new ClassCache(code, folder, String.join(File.pathSeparator, entries));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the class cache of " + code + ".", e);
        }
    }

    private static List<String> jars(Path lib) throws IOException {
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (Stream<Path> jars = Files.list(lib)) {
            return jars.map(Path::toString).sorted().toList();
        }
    }

    String classPath() {
        return classPath;
    }

    /// Whether processes of the code start from a cache.
    boolean exists() {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /// The recording that the next process makes when it ends in peace, if nobody else does yet and
    /// there is no cache.
    synchronized @Nullable Path startRecording() {
        if (recordingStarted || exists()) {
            return null;
        }
        recordingStarted = true;
        return folder.resolve(RECORDING + ProcessHandle.current().pid());
    }

    /// Flags for a process that uses the cache or makes the recording.
    List<String> flags(@Nullable Path recording) {
        if (recording != null) {
            return List.of("-XX:AOTCacheOutput=" + recording, SILENT);
        }
        return exists() ? List.of("-XX:AOTCache=" + folder.resolve(FILE), SILENT) : List.of();
    }

    /// Takes a finished recording into use. One that was broken off is thrown away.
    void keep(Path recording, boolean complete) {
        try {
            if (complete && Files.isRegularFile(recording)) {
                Files.move(recording, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(recording);
            }
            Files.deleteIfExists(Path.of(recording + ".config"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the class cache of " + code + ".", e);
        }
    }

    private static void prepare(Path code, Path folder) throws IOException {
        Path unfinished =
                Files.createTempDirectory(Objects.requireNonNull(code.getParent()), "unfinished-");
        pack(code, unfinished.resolve("root.jar"));
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.delete(unfinished);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /// All files outside `lib`, as a jar.
    private static void pack(Path code, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(code)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path name = code.relativize(file);
                if (!name.startsWith("lib")) {
                    entries.putNextEntry(new JarEntry(name.toString().replace('\\', '/')));
                    Files.copy(file, entries);
                    entries.closeEntry();
                }
            }
        }
    }

    private static String hash(String... parts) {
        CRC32 crc = new CRC32();
        for (String part : parts) {
            crc.update(part.getBytes(StandardCharsets.UTF_8));
            crc.update(0);
        }
        crc.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
