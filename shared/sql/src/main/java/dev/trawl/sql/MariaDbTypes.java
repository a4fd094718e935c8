package dev.trawl.sql;

import dev.trawl.plan.Type;

/// How MariaDB holds the values of types inside a query.
///
/// Booleans are 0 and 1, reals are doubles, uuid and json are texts, instants are datetimes in UTC.
/// Every text is utf8mb4 in the one collation that orders by code point, pads nothing and folds no
/// case, whatever the column's own.
public final class MariaDbTypes {
    static final String COLLATION = "utf8mb4_nopad_bin";

    private MariaDbTypes() {}

    /// A column of a base table in the form that expressions read. It fails for no value.
    ///
    /// @param name the column's quoted name
    public static String read(Type type, String name) {
        return switch (type) {
            case Type.Decimal d -> cast(name, d);
            case Type.Simple s ->
                    switch (s) {
                        case BOOLEAN -> "(" + name + " <> 0)";
                        case TINYINT, SMALLINT, INTEGER, BIGINT, DOUBLE, DATE, TIME, TIMESTAMP ->
                                name;
                        case REAL -> "CAST(%s AS DOUBLE)".formatted(name);
                        case VARBINARY -> "CAST(%s AS BINARY)".formatted(name);
                        case VARCHAR, JSON, UUID -> text(name);
                        case TIMESTAMP_TZ -> "CAST(%s AS DATETIME(6))".formatted(name);
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ -> throw missing(type);
        };
    }

    static String wire(Type type, String expression) {
        return type == Type.Simple.TIME || type.isPointInTime()
                ? "CAST(%s AS CHAR)".formatted(expression)
                : expression;
    }

    /// Any value as text.
    public static String text(String expression) {
        return "CONVERT(%s USING utf8mb4) COLLATE %s".formatted(expression, COLLATION);
    }

    static String cast(String text, Type type) {
        return "CAST(%s AS %s)".formatted(text, target(type))
                + (isText(type) ? " COLLATE " + COLLATION : "");
    }

    /// Whether values may be longer than `max_sort_length`: where MariaDB sorts to group, it takes
    /// those that begin alike for the same.
    static boolean isLong(Type type) {
        return type == Type.Simple.VARCHAR || type == Type.Simple.VARBINARY;
    }

    /// A short text that is the same for the same values only.
    static String digest(String text) {
        return "sha2(%s, 256)".formatted(text);
    }

    static boolean isText(Type type) {
        return type == Type.Simple.VARCHAR || type == Type.Simple.JSON || type == Type.Simple.UUID;
    }

    /// What a cast names.
    private static String target(Type type) {
        return switch (type) {
            case Type.Decimal d -> "DECIMAL(%d,%d)".formatted(d.precision(), d.scale());
            case Type.Simple s ->
                    switch (s) {
                        case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT -> "SIGNED";
                        case REAL, DOUBLE -> "DOUBLE";
                        case VARCHAR, JSON, UUID -> "CHAR CHARACTER SET utf8mb4";
                        case VARBINARY -> "BINARY";
                        case DATE -> "DATE";
                        case TIME -> "TIME(6)";
                        case TIMESTAMP, TIMESTAMP_TZ -> "DATETIME(6)";
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ -> throw missing(type);
        };
    }

    private static IllegalArgumentException missing(Type type) {
        return new IllegalArgumentException("MariaDB has no type for " + type.text());
    }
}
