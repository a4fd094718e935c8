package dev.trawl.engine;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.TypeSql;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// DuckDB's types at the borders to Arrow: a uuid crosses as text.
final class CarrierSql {
    private CarrierSql() {}

    /// Columns `c0`, `c1`, … with types that DuckDB exports as Trawl's Arrow forms.
    static String columns(List<Field> fields) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> "c%d %s".formatted(i, exported(fields.get(i).type())))
                .collect(Collectors.joining(", "));
    }

    /// A FROM item over a table: its columns by position, under the names of the fields, which
    /// differ, with the types that the renderer computes with.
    static String imported(String table, List<Field> fields) {
        String names = fields.stream().map(Field::name).collect(Collectors.joining(", "));
        String columns =
                fields.stream().map(CarrierSql::imported).collect(Collectors.joining(", "));
        return "(SELECT %s FROM (FROM %s) AS s(%s))".formatted(columns, table, names);
    }

    /// A FROM item with its columns under the names of the fields, by position.
    static String renamed(String from, List<Field> fields) {
        String names = fields.stream().map(Field::name).collect(Collectors.joining(", "));
        return "(FROM %s AS s(%s))".formatted(from, names);
    }

    private static String imported(Field field) {
        return hasUuid(field.type())
                ? "CAST(%s AS %s) AS %s"
                        .formatted(
                                field.name(),
                                TypeSql.name(field.type(), Dialect.DUCKDB),
                                field.name())
                : field.name();
    }

    private static boolean hasUuid(Type type) {
        return switch (type) {
            case Type.Simple s -> s == Type.Simple.UUID;
            case Type.Decimal _ -> false;
            case Type.Array a -> hasUuid(a.element());
            case Type.Mapping m -> hasUuid(m.key()) || hasUuid(m.value());
            case Type.Row r -> r.fields().stream().anyMatch(f -> hasUuid(f.type()));
        };
    }

    private static String exported(Type type) {
        return switch (type) {
            case Type.Simple s when s == Type.Simple.UUID -> "VARCHAR";
            case Type.Simple _, Type.Decimal _ -> TypeSql.name(type, Dialect.DUCKDB);
            case Type.Array a -> exported(a.element()) + "[]";
            case Type.Mapping m -> "MAP(%s, %s)".formatted(exported(m.key()), exported(m.value()));
            case Type.Row r ->
                    r.fields().stream()
                            .map(f -> Identifiers.quote(f.name()) + " " + exported(f.type()))
                            .collect(Collectors.joining(", ", "STRUCT(", ")"));
        };
    }
}
