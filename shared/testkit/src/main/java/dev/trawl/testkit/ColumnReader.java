package dev.trawl.testkit;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Type;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.TypeSql;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads result columns as the values of {@link dev.trawl.plan.Literals}; a column that is not of
/// the expected type is a failed assertion.
final class ColumnReader {
    private ColumnReader() {}

    /// What the driver calls the column type of a type.
    static String typeName(Type type, Dialect dialect) {
        String name = TypeSql.name(type, dialect);
        return switch (name) {
            case "TIMESTAMPTZ" -> "TIMESTAMP WITH TIME ZONE";
            case "smallint" -> "int2";
            case "integer" -> "int4";
            case "bigint" -> "int8";
            case "real" -> "float4";
            case "double precision" -> "float8";
            case "boolean" -> "bool";
            default -> name.replaceFirst("^numeric\\(.*", "numeric");
        };
    }

    static @Nullable Object read(ResultSet row, int column, Type type) throws SQLException {
        Object value = row.getObject(column);
        if (value == null) {
            return null;
        }
        return switch (type) {
            case Type.Decimal decimal -> decimal(row.getBigDecimal(column), decimal);
            case Type.Simple simple -> simple(row, column, simple, value);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("tests do not read " + type.text());
        };
    }

    private static BigDecimal decimal(BigDecimal value, Type.Decimal type) {
        if (value.scale() != type.scale() || value.precision() > type.precision()) {
            throw new AssertionError(
                    "a decimal of %d digits, %d after the point, is no %s"
                            .formatted(value.precision(), value.scale(), type.text()));
        }
        return value;
    }

    private static Object simple(ResultSet row, int column, Type.Simple type, Object value)
            throws SQLException {
        return switch (type) {
            case BOOLEAN -> expect(Boolean.class, value);
            case TINYINT, SMALLINT, INTEGER -> {
                if (!(value instanceof Byte
                        || value instanceof Short
                        || value instanceof Integer)) {
                    throw unexpected(type, value);
                }
                yield ((Number) value).longValue();
            }
            case BIGINT -> expect(Long.class, value);
            case REAL -> expect(Float.class, value);
            case DOUBLE -> expect(Double.class, value);
            case VARCHAR -> expect(String.class, value);
            case JSON -> row.getString(column);
            case VARBINARY -> Bytes.copyOf(bytes(value));
            case DATE -> LocalDate.parse(row.getString(column));
            case TIME ->
                    value instanceof LocalTime ? value : row.getObject(column, LocalTime.class);
            case TIMESTAMP -> row.getObject(column, LocalDateTime.class);
            case TIMESTAMP_TZ -> row.getObject(column, OffsetDateTime.class).toInstant();
            case UUID -> expect(UUID.class, value);
        };
    }

    private static byte[] bytes(Object value) throws SQLException {
        return value instanceof Blob blob
                ? blob.getBytes(1, Math.toIntExact(blob.length()))
                : (byte[]) value;
    }

    private static Object expect(Class<?> expected, Object value) {
        if (!expected.isInstance(value)) {
            throw new AssertionError("a %s instead of a %s".formatted(value.getClass(), expected));
        }
        return value;
    }

    private static AssertionError unexpected(Type type, Object value) {
        return new AssertionError("a %s is no %s".formatted(value.getClass(), type.text()));
    }
}
