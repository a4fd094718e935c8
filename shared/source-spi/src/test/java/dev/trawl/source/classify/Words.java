package dev.trawl.source.classify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The corpus's lists of words, from a file.
final class Words {
    private static final Map<String, List<String>> LISTS = load();

    private Words() {}

    static String any(Random random, String list) {
        List<String> words = Objects.requireNonNull(LISTS.get(list), list);
        return words.get(random.nextInt(words.size()));
    }

    private static Map<String, List<String>> load() {
        try (InputStream in =
                Objects.requireNonNull(Words.class.getResourceAsStream("words.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(": ", 2))
                    .collect(
                            Collectors.toMap(
                                    parts -> parts[0],
                                    ((Function<String[], String>) parts -> parts[1])
                                            .andThen(Words::words)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.split(" ")).map(word -> word.replace('_', ' ')).toList();
    }
}
