package dev.trawl.fleettests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Files of `src/test/resources`.
final class TestResources {
    private TestResources() {}

    static Path path(String name) {
        return Path.of(
                URI.create(
                        Objects.requireNonNull(
                                        TestResources.class.getClassLoader().getResource(name),
                                        name)
                                .toString()));
    }

    static String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
