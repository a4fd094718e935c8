package dev.trawl.local.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// The Runtime Interface Client's native library, unpacked once for all environments.
///
/// Left alone, each environment unpacks it to one fixed path below /tmp: environments that start
/// side by side then load each other's half-written file, and another user's file cannot be
/// replaced.
public final class RuntimeLibrary {

    /// The property that names the library's file to the client.
    public static final String PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private RuntimeLibrary() {}

    /// The library's file below `folder`.
    public static Path unpack(Path folder) {
        String name = "libaws-lambda-jni." + system() + ".so";
        Path file = folder.resolve(name);
        try (InputStream library = RuntimeLibrary.class.getResourceAsStream("/jni/" + name)) {
            if (library == null) {
                throw new IllegalStateException(
                        "Lambda's Runtime Interface Client does not run here: it has no "
                                + name
                                + ".");
            }
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, "unfinished-", ".so");
            Files.copy(library, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + name + ".", e);
        }
    }

    private static String system() {
        String os = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        return os + (isMusl() ? "_musl-" : "-") + processor;
    }

    /// Which C library this JVM itself runs on.
    private static boolean isMusl() {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException e) {
            return false;
        }
    }
}
