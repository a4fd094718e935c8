package dev.trawl.source.jdbc.discover;

import dev.trawl.plan.Type;
import org.jspecify.annotations.Nullable;

/// How a column of PostgreSQL is seen.
///
/// @param note what a reader of the catalog must know; null if the types are equal
/// @param isBareNumeric whether values may have more digits than the type shows
record ColumnType(Type type, @Nullable String note, boolean isBareNumeric) {
    private static final int TYPMOD_HEADER = 4;
    private static final int SCALE_MASK = 0x7ff;
    private static final int SCALE_SIGN = 0x400;

    /// @param name of the base type in pg_type
    /// @param modifier `atttypmod`; -1 for none
    static ColumnType of(String name, int modifier, Type.Decimal bareNumeric) {
        return switch (name) {
            case "bool" -> same(Type.Simple.BOOLEAN);
            case "int2" -> same(Type.Simple.SMALLINT);
            case "int4" -> same(Type.Simple.INTEGER);
            case "int8" -> same(Type.Simple.BIGINT);
            case "oid" -> new ColumnType(Type.Simple.BIGINT, "oid shown as bigint", false);
            case "float4" -> same(Type.Simple.REAL);
            case "float8" -> same(Type.Simple.DOUBLE);
            case "numeric" -> numeric(modifier, bareNumeric);
            case "text", "varchar", "bpchar", "name" -> same(Type.Simple.VARCHAR);
            case "bytea" -> same(Type.Simple.VARBINARY);
            case "date" -> same(Type.Simple.DATE);
            case "time" -> same(Type.Simple.TIME);
            case "timestamp" -> same(Type.Simple.TIMESTAMP);
            case "timestamptz" -> same(Type.Simple.TIMESTAMP_TZ);
            case "uuid" -> same(Type.Simple.UUID);
            case "json", "jsonb" -> same(Type.Simple.JSON);
            default -> new ColumnType(Type.Simple.VARCHAR, name + " shown as text", false);
        };
    }

    private static ColumnType same(Type type) {
        return new ColumnType(type, null, false);
    }

    private static ColumnType numeric(int modifier, Type.Decimal bare) {
        if (modifier < TYPMOD_HEADER) {
            return new ColumnType(
                    bare,
                    "numeric without digits shown as %s: values are rounded, larger ones are errors"
                            .formatted(bare.text()),
                    true);
        }
        int precision = (modifier - TYPMOD_HEADER) >> 16 & 0xffff;
        int scale = (((modifier - TYPMOD_HEADER) & SCALE_MASK) ^ SCALE_SIGN) - SCALE_SIGN;
        int whole = Math.max(0, precision - scale);
        int shown = Math.max(0, scale);
        if (whole + shown > Type.Decimal.PRECISION_MAX || whole + shown == 0) {
            return new ColumnType(
                    Type.Simple.VARCHAR,
                    "numeric(%d,%d) has more digits than a decimal, shown as text"
                            .formatted(precision, scale),
                    false);
        }
        return same(new Type.Decimal(whole + shown, shown));
    }
}
