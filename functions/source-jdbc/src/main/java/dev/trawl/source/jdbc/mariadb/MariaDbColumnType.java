package dev.trawl.source.jdbc.mariadb;

import dev.trawl.plan.Type;
import org.jspecify.annotations.Nullable;

/// How a column of MariaDB is seen.
///
/// @param note what a reader of the catalog must know; null if the types are equal
/// @param mapping how its values are read, a key of the table's mapping; null for as they are
record MariaDbColumnType(Type type, @Nullable String note, @Nullable String mapping) {
    private static final int BIGINT_BITS = 63;
    private static final Type UNSIGNED_BIGINT = new Type.Decimal(20, 0);

    /// A column as `information_schema.columns` has it.
    ///
    /// @param columnType the whole type, such as `int(10) unsigned`
    /// @param precision digits of numbers, bits of bit; 0 for none
    record Described(
            String dataType, String columnType, int precision, int scale, boolean isJson) {}

    static MariaDbColumnType of(Described column, TinyInt1 tinyInt1) {
        boolean isUnsigned = column.columnType().contains("unsigned");
        return switch (column.dataType()) {
            case "tinyint" ->
                    column.columnType().startsWith("tinyint(1)") && tinyInt1 == TinyInt1.BOOLEAN
                            ? noted(
                                    Type.Simple.BOOLEAN,
                                    "tinyint(1) shown as boolean, true if not 0")
                            : integer(isUnsigned, Type.Simple.TINYINT, Type.Simple.SMALLINT);
            case "smallint" -> integer(isUnsigned, Type.Simple.SMALLINT, Type.Simple.INTEGER);
            case "mediumint" -> same(Type.Simple.INTEGER);
            case "int" -> integer(isUnsigned, Type.Simple.INTEGER, Type.Simple.BIGINT);
            case "bigint" -> integer(isUnsigned, Type.Simple.BIGINT, UNSIGNED_BIGINT);
            case "decimal" -> decimal(column);
            case "float" -> same(Type.Simple.REAL);
            case "double" -> same(Type.Simple.DOUBLE);
            case "bit" -> bits(column.precision());
            case "year" ->
                    new MariaDbColumnType(Type.Simple.SMALLINT, "year shown as smallint", "number");
            case "date" -> same(Type.Simple.DATE);
            case "time" -> same(Type.Simple.TIME);
            case "datetime" -> same(Type.Simple.TIMESTAMP);
            case "timestamp" -> same(Type.Simple.TIMESTAMP_TZ);
            case "char", "varchar", "tinytext", "text", "mediumtext" -> same(Type.Simple.VARCHAR);
            case "longtext" -> same(column.isJson() ? Type.Simple.JSON : Type.Simple.VARCHAR);
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                    same(Type.Simple.VARBINARY);
            case "uuid" -> same(Type.Simple.UUID);
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection" ->
                    new MariaDbColumnType(
                            Type.Simple.VARCHAR, column.dataType() + " shown as its text", "wkt");
            default -> noted(Type.Simple.VARCHAR, column.dataType() + " shown as text");
        };
    }

    private static MariaDbColumnType same(Type type) {
        return new MariaDbColumnType(type, null, null);
    }

    private static MariaDbColumnType noted(Type type, String note) {
        return new MariaDbColumnType(type, note, null);
    }

    private static MariaDbColumnType integer(boolean isUnsigned, Type signed, Type unsigned) {
        return isUnsigned
                ? noted(unsigned, "an unsigned integer shown as " + unsigned.text())
                : same(signed);
    }

    private static MariaDbColumnType decimal(Described column) {
        int scale = column.scale();
        return column.precision() > Type.Decimal.PRECISION_MAX
                ? noted(
                        Type.Simple.VARCHAR,
                        "decimal(%d,%d) has more digits than a decimal, shown as text"
                                .formatted(column.precision(), scale))
                : same(new Type.Decimal(column.precision(), scale));
    }

    private static MariaDbColumnType bits(int bits) {
        if (bits == 1) {
            return noted(Type.Simple.BOOLEAN, "bit(1) shown as boolean");
        }
        return bits <= BIGINT_BITS
                ? new MariaDbColumnType(
                        Type.Simple.BIGINT, "bit(%d) shown as bigint".formatted(bits), "number")
                : noted(UNSIGNED_BIGINT, "bit(64) shown as decimal(20,0)");
    }
}
