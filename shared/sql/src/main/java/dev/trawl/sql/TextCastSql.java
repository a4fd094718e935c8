package dev.trawl.sql;

import dev.trawl.plan.Type;

/// Casts between text and other types in DuckDB, whose own readers take more than the algebra does.
final class TextCastSql {
    private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final String TIME = "[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?";
    private static final String NUMBER = "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)";
    private static final String HEX = "[0-9a-fA-F]";

    private TextCastSql() {}

    static String fromText(String operand, Type to, boolean isTry) {
        String name = TypeSql.name(to, Dialect.DUCKDB);
        String trimmed = "trim(%s, ' ')".formatted(operand);
        return Let.in(
                trimmed,
                v -> {
                    String matches = "regexp_full_match(%s, '%s')".formatted(v, pattern(to));
                    return isTry
                            ? "TRY_CAST(CASE WHEN %s THEN %s END AS %s)".formatted(matches, v, name)
                            : "CAST(CASE WHEN %s OR %s IS NULL THEN %s ELSE error('%s') END AS %s)"
                                    .formatted(matches, v, v, SqlFailure.INVALID_CAST.text(), name);
                });
    }

    /// The texts that a type reads, after trimming.
    private static String pattern(Type to) {
        return switch (to) {
            case Type.Decimal _ -> NUMBER;
            case Type.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> "(?i)true|false";
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> "[+-]?[0-9]+";
                        case REAL, DOUBLE ->
                                "(?i)" + NUMBER + "(e[+-]?[0-9]{1,9})?|[+-]?(nan|inf|infinity)";
                        case DATE -> DATE;
                        case TIME -> TIME;
                        case TIMESTAMP -> DATE + "([ T]" + TIME + ")?";
                        case TIMESTAMP_TZ ->
                                DATE + "([ T]" + TIME + ")?(Z|[+-][0-9]{2}(:[0-9]{2})?)?";
                        case UUID -> "%1$s{8}-%1$s{4}-%1$s{4}-%1$s{4}-%1$s{12}".formatted(HEX);
                        case VARCHAR, VARBINARY, JSON ->
                                throw new IllegalArgumentException("no cast to " + to.text());
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no cast to " + to.text());
        };
    }

    static String toText(String operand, Type from) {
        String text = "CAST(%s AS VARCHAR)".formatted(operand);
        if (from == Type.Simple.TIMESTAMP_TZ) {
            return "(CAST(%s AS VARCHAR) || 'Z')"
                    .formatted(TimeSql.local(operand, from, Dialect.DUCKDB));
        }
        return from instanceof Type.Decimal d && d.precision() == d.scale()
                ? "regexp_replace(%s, '^(-?)\\.', '\\10.')".formatted(text)
                : text;
    }
}
