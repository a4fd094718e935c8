package dev.trawl.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Values that an expression of DuckDB names several times, computed once.
///
/// Short texts are repeated; of long ones, which would grow exponentially with their depth, a
/// lambda over a list of one struct makes a variable.
final class Let {
    private static final int REPEATED_MAX = 64;

    private Let() {}

    static String in(List<String> values, Function<List<String>, String> body) {
        List<String> kept = values.stream().filter(v -> v.length() > REPEATED_MAX).toList();
        if (kept.isEmpty()) {
            return "(" + body.apply(values) + ")";
        }
        String name = freshName(kept);
        List<String> names = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        for (String value : values) {
            if (value.length() <= REPEATED_MAX) {
                names.add(value);
            } else {
                names.add(name + ".v" + entries.size());
                entries.add("'v%d': %s".formatted(entries.size(), value));
            }
        }
        return "list_transform([{%s}], lambda %s: %s)[1]"
                .formatted(String.join(", ", entries), name, body.apply(names));
    }

    static String in(String value, Function<String, String> body) {
        return in(List.of(value), values -> body.apply(values.getFirst()));
    }

    /// A name that no value mentions: a body may name variables around it only if a value does.
    private static String freshName(List<String> values) {
        int depth = 1;
        while (contains(values, "x" + depth + ".")) {
            depth++;
        }
        return "x" + depth;
    }

    private static boolean contains(List<String> values, String part) {
        return values.stream().anyMatch(v -> v.contains(part));
    }
}
