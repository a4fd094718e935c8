package dev.trawl.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Texts that are reviewed like code. `-Dinfra.update` writes them anew.
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/dev/trawl/infra");

    private Golden() {}

    static void check(String name, String actual) {
        try {
            if (System.getProperty("infra.update") != null) {
                Files.writeString(FOLDER.resolve(name), actual);
            }
            assertThat(actual)
                    .as(name + "; if it is meant: -Dinfra.update, and read the difference")
                    .isEqualTo(read(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
