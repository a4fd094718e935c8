package dev.trawl.source.classify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Given names and surnames that are common somewhere; a list can only be a sample.
final class KnownNames {
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}]+");
    private static final Set<String> NAMES = load("names.txt");

    private KnownNames() {}

    /// Whether one of a text's words is such a name.
    static boolean isIn(String text) {
        return Arrays.stream(BETWEEN.split(text))
                .anyMatch(word -> NAMES.contains(word.toLowerCase(Locale.ROOT)));
    }

    private static Set<String> load(String resource) {
        try (InputStream in = KnownNames.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
                    .filter(word -> !word.isEmpty())
                    .map(word -> word.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
