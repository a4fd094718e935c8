package dev.trawl.sql;

import dev.trawl.plan.Type;

/// Casts between text and other types in DuckDB, whose own readers take more than the algebra does.
final class TextCastSql {
    private static final String DATE =
            "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-[0-9]{2}-[0-9]{2}";
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?";
    private static final String ZONE = "(Z|[+-](0[0-9]|1[0-4])(:[0-5][0-9])?)?";
    private static final String NUMBER = "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)";
    private static final String HEX = "[0-9a-fA-F]";

    private TextCastSql() {}

    static String fromText(String operand, Type to, boolean isTry) {
        return Let.in(
                "trim(%s, ' ')".formatted(operand),
                text -> {
                    String value = isTry ? read(text, to) : readStrictly(text, to);
                    return to.isFloating() || to == Type.Simple.TIMESTAMP_TZ
                            ? Let.in(value, v -> bounded(v, outside(text, v, to), to, isTry))
                            : value;
                });
    }

    private static String read(String text, Type to) {
        return "TRY_CAST(CASE WHEN %s THEN %s END AS %s)"
                .formatted(matches(text, to), text, TypeSql.name(to, Dialect.DUCKDB));
    }

    private static String readStrictly(String text, Type to) {
        return "CAST(CASE WHEN %s OR %s IS NULL THEN %s ELSE error('%s') END AS %s)"
                .formatted(
                        matches(text, to),
                        text,
                        text,
                        SqlFailure.INVALID_CAST.text(),
                        TypeSql.name(to, Dialect.DUCKDB));
    }

    private static String matches(String text, Type to) {
        return "regexp_full_match(%s, '%s')".formatted(text, pattern(to));
    }

    private static String bounded(String value, String outside, Type to, boolean isTry) {
        return isTry
                ? "CASE WHEN NOT (%s) THEN %s END".formatted(outside, value)
                : ErrorSql.failWhen(outside, SqlFailure.INVALID_CAST, value, to);
    }

    /// What DuckDB reads from texts of the right form though it is no value of the type.
    private static String outside(String text, String value, Type to) {
        return to.isFloating()
                ? "isinf(%s) AND NOT regexp_matches(%s, '(?i)inf')".formatted(value, text)
                : "%1$s < TIMESTAMPTZ '0001-01-01 00:00:00Z' OR %1$s >= TIMESTAMPTZ '10000-01-01 00:00:00Z'"
                        .formatted(value);
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
                                "(?i)" + NUMBER + "(e[+-]?[0-9]{1,9})?|nan|[+-]?(inf|infinity)";
                        case DATE -> DATE;
                        case TIME -> TIME;
                        case TIMESTAMP -> DATE + "([ T]" + TIME + ")?";
                        case TIMESTAMP_TZ -> DATE + "([ T]" + TIME + ")?" + ZONE;
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
