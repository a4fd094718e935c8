package dev.trawl.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines of the data files: fields between commas, in quotes where they hold one.
final class Csv {
    private static final Pattern FIELD = Pattern.compile("(?:\"([^\"]*)\"|([^,]*))(?:,|$)");

    private Csv() {}

    /// All lines but the first.
    static List<List<String>> lines(String name) {
        try (InputStream in = Csv.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no data file " + name);
            }
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines().skip(1).map(Csv::fields).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        Matcher field = FIELD.matcher(line);
        while (field.lookingAt()) {
            fields.add(field.group(1) == null ? field.group(2) : field.group(1));
            if (field.end() == line.length()) {
                break;
            }
            field.region(field.end(), line.length());
        }
        return fields;
    }
}
