package dev.trawl.fuzz;

import dev.trawl.testkit.TableData;
import dev.trawl.testkit.fuzz.FuzzQuery;
import dev.trawl.testkit.fuzz.Kind;
import dev.trawl.testkit.slt.SltTables;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A query with its tables and settings, as the file that reruns it.
record FuzzCase(FuzzQuery query, List<Setting> settings, List<TableData> tables) {
    private static final String BAR = "\n----\n";

    FuzzCase {
        settings = List.copyOf(settings);
        tables = List.copyOf(tables);
    }

    /// @param about what went wrong, for people
    String text(String about) {
        return about.strip().indent(1).replaceAll("(?m)^", "#").strip()
                + BAR
                + query.text()
                + BAR
                + joined(query.kinds())
                + "\n"
                + (query.isOrdered() ? "ordered" : "unordered")
                + " "
                + joined(query.oracles().stream().sorted().toList())
                + BAR
                + settings.stream().map(Setting::text).collect(Collectors.joining("\n"))
                + BAR
                + SltTables.text(tables);
    }

    private static String joined(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    static FuzzCase parse(String text) {
        String[] parts = text.split(BAR, 5);
        List<String> about = parts[2].lines().toList();
        List<String> words = List.of(about.get(1).split(" "));
        return new FuzzCase(
                new FuzzQuery(
                        parts[1],
                        Arrays.stream(about.getFirst().split(" ")).map(Kind::valueOf).toList(),
                        words.getFirst().equals("ordered"),
                        words.stream()
                                .skip(1)
                                .map(FuzzQuery.Oracle::valueOf)
                                .collect(Collectors.toSet())),
                parts[3].lines().map(Setting::parse).toList(),
                SltTables.parse(parts[4]));
    }
}
