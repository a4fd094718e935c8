package dev.trawl.sql;

import dev.trawl.plan.Type;

/// Names of types.
public final class TypeSql {
    private TypeSql() {}

    /// Name of the type that holds the values of `type` in a dialect.
    ///
    /// @throws IllegalArgumentException for nested types in PostgreSQL, which {@link Support}
    ///   refuses
    public static String name(Type type, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> duckDb(type);
            case POSTGRESQL -> postgres(type);
        };
    }

    private static String duckDb(Type type) {
        return switch (type) {
            case Type.Decimal d -> decimal("DECIMAL", d);
            case Type.Array a -> duckDb(a.element()) + "[]";
            case Type.Mapping m -> "MAP(%s, %s)".formatted(duckDb(m.key()), duckDb(m.value()));
            case Type.Row r ->
                    "STRUCT(%s)"
                            .formatted(
                                    String.join(
                                            ", ",
                                            r.fields().stream()
                                                    .map(f ->
                                                            Identifiers.quote(f.name())
                                                                    + " "
                                                                    + duckDb(f.type()))
                                                    .toList()));
            case Type.Simple s ->
                    switch (s) {
                        case BOOLEAN -> "BOOLEAN";
                        case TINYINT -> "TINYINT";
                        case SMALLINT -> "SMALLINT";
                        case INTEGER -> "INTEGER";
                        case BIGINT -> "BIGINT";
                        case REAL -> "FLOAT";
                        case DOUBLE -> "DOUBLE";
                        case VARCHAR, JSON -> "VARCHAR";
                        case VARBINARY -> "BLOB";
                        case DATE -> "DATE";
                        case TIME -> "TIME";
                        case TIMESTAMP -> "TIMESTAMP";
                        case TIMESTAMP_TZ -> "TIMESTAMPTZ";
                        case UUID -> "UUID";
                    };
        };
    }

    private static String postgres(Type type) {
        return switch (type) {
            case Type.Decimal d -> decimal("numeric", d);
            case Type.Simple s ->
                    switch (s) {
                        case BOOLEAN -> "boolean";
                        case TINYINT, SMALLINT -> "smallint";
                        case INTEGER -> "integer";
                        case BIGINT -> "bigint";
                        case REAL -> "real";
                        case DOUBLE -> "double precision";
                        case VARCHAR -> "text";
                        case JSON -> "json";
                        case VARBINARY -> "bytea";
                        case DATE -> "date";
                        case TIME -> "time";
                        case TIMESTAMP -> "timestamp";
                        case TIMESTAMP_TZ -> "timestamptz";
                        case UUID -> "uuid";
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("PostgreSQL has no type for " + type.text());
        };
    }

    private static String decimal(String name, Type.Decimal d) {
        return "%s(%d,%d)".formatted(name, d.precision(), d.scale());
    }
}
