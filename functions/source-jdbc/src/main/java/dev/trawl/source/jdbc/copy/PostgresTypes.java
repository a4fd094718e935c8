package dev.trawl.source.jdbc.copy;

import dev.trawl.plan.Type;

/// The PostgreSQL types that values travel in.
public final class PostgresTypes {
    private PostgresTypes() {}

    /// The type that a value of `type` is cast to before COPY writes it.
    public static String wire(Type type) {
        return switch (type) {
            case Type.Decimal(int precision, int scale) ->
                    "numeric(%d,%d)".formatted(precision, scale);
            case Type.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> "bool";
                        case TINYINT, SMALLINT -> "int2";
                        case INTEGER -> "int4";
                        case BIGINT -> "int8";
                        case REAL -> "float4";
                        case DOUBLE -> "float8";
                        case VARCHAR, JSON -> "text";
                        case VARBINARY -> "bytea";
                        case DATE -> "date";
                        case TIME -> "time";
                        case TIMESTAMP -> "timestamp";
                        case TIMESTAMP_TZ -> "timestamptz";
                        case UUID -> "uuid";
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException(
                            "the source gives no values of type " + type.text());
        };
    }

    /// Whether values of the type can travel.
    public static boolean travels(Type type) {
        return switch (type) {
            case Type.Decimal _, Type.Simple _ -> true;
            case Type.Array _, Type.Mapping _, Type.Row _ -> false;
        };
    }
}
