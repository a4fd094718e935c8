package dev.trawl.calcite;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Values for the parameters of a text: `?` in their order, `$1`, `$2`, … by number, or `:name`.
///
/// A value stands where a constant could stand, and is read as that constant would be: a text takes
/// the type of what it meets, so dates, decimals and uuids are given as texts.
///
/// @param positional for `?` and `$n`
/// @param named for `:name`, without the colon
public record SqlParameters(List<Value> positional, Map<String, Value> named) {
    public static final SqlParameters NONE = new SqlParameters(List.of(), Map.of());

    public SqlParameters {
        positional = List.copyOf(positional);
        named = Map.copyOf(named);
    }

    /// A text that differs where the values do, to tell requests apart by its hash; empty for no
    /// values.
    public String canonicalText() {
        StringBuilder text = new StringBuilder();
        positional.forEach(v -> text.append('\n').append(v));
        new TreeMap<>(named).forEach((n, v) -> text.append('\n').append(n).append('=').append(v));
        return text.toString();
    }

    /// Without values, which are the caller's.
    @Override
    public String toString() {
        return "SqlParameters[%d, %s]".formatted(positional.size(), named.keySet());
    }

    /// A value of a parameter.
    public sealed interface Value {
        record Text(String text) implements Value {}

        record Numeral(BigDecimal number) implements Value {}

        record Flag(boolean flag) implements Value {}

        record Null() implements Value {}
    }
}
