package dev.trawl.testkit.fuzz;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;

/// Columns that an expression may name.
///
/// @param key a column whose values differ from row to row; empty if there is none
record Scope(List<Column> columns, String key) {
    Scope {
        columns = List.copyOf(columns);
    }

    /// @param isSmall whether sums and products of a few stay small
    record Column(String sql, Kind kind, boolean isSmall) {}

    static Scope table(String alias) {
        return new Scope(
                FuzzTables.FIELDS.stream()
                        .map(f ->
                                new Column(
                                        alias + "." + f.name(),
                                        kind(f),
                                        f.name().equals("k") || f.name().equals("f")))
                        .toList(),
                alias + ".id");
    }

    /// Of columns `c0`, `c1`, … of a subquery.
    static Scope derived(String alias, List<Kind> kinds) {
        List<Column> columns = new ArrayList<>();
        for (Kind kind : kinds) {
            columns.add(new Column(alias + ".c" + columns.size(), kind, false));
        }
        return new Scope(columns, "");
    }

    Scope and(Scope other) {
        List<Column> both = new ArrayList<>(columns);
        both.addAll(other.columns);
        return new Scope(both, "");
    }

    List<Column> of(Kind kind) {
        return columns.stream().filter(c -> c.kind() == kind).toList();
    }

    private static Kind kind(Field field) {
        return switch (field.type()) {
            case Type.Simple.INTEGER -> Kind.INTEGER;
            case Type.Simple.BIGINT -> Kind.BIGINT;
            case Type.Simple.DATE -> Kind.DATE;
            case Type.Simple.TIMESTAMP -> Kind.TIMESTAMP;
            case Type.Simple.DOUBLE -> Kind.DOUBLE;
            case Type.Simple.BOOLEAN -> Kind.BOOLEAN;
            case Type.Decimal _ -> Kind.DECIMAL;
            default -> Kind.TEXT;
        };
    }
}
