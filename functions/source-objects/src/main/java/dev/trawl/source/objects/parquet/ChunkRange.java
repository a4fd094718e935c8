package dev.trawl.source.objects.parquet;

import dev.trawl.plan.Type;
import dev.trawl.source.objects.prune.ColumnRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a column chunk's statistics say of its values as the catalog types them. Only orders that
/// the format defines are believed; shortened bounds are bounds still.
final class ChunkRange {
    private static final long NANOS_PER_MICRO = 1_000;

    private final SchemaElement element;
    private final Type catalog;
    private final boolean hasOrder;

    /// @param hasOrder whether the footer says that `min_value` and `max_value` follow the type's
    ///   order
    ChunkRange(SchemaElement element, Type catalog, boolean hasOrder) {
        this.element = element;
        this.catalog = catalog;
        this.hasOrder = hasOrder;
    }

    ColumnRange of(ColumnMetaData chunk) {
        Statistics statistics = chunk.getStatistics();
        if (statistics == null) {
            return ColumnRange.UNKNOWN;
        }
        ColumnRange.Nulls nulls = nulls(statistics, chunk.getNum_values());
        try {
            return new ColumnRange(
                    bound(min(statistics), Side.MIN), bound(max(statistics), Side.MAX), nulls);
        } catch (DateTimeException | ArithmeticException e) {
            return new ColumnRange(null, null, nulls);
        }
    }

    private enum Side {
        MIN,
        MAX
    }

    private static ColumnRange.Nulls nulls(Statistics statistics, long values) {
        if (!statistics.isSetNull_count()) {
            return ColumnRange.Nulls.SOME;
        }
        long count = statistics.getNull_count();
        if (count == 0) {
            return ColumnRange.Nulls.NONE;
        }
        return count == values ? ColumnRange.Nulls.ALL : ColumnRange.Nulls.SOME;
    }

    private byte @Nullable [] min(Statistics statistics) {
        if (statistics.isSetMin_value() && hasOrder) {
            return statistics.getMin_value();
        }
        return statistics.isSetMin() && isOldOrderRight() ? statistics.getMin() : null;
    }

    private byte @Nullable [] max(Statistics statistics) {
        if (statistics.isSetMax_value() && hasOrder) {
            return statistics.getMax_value();
        }
        return statistics.isSetMax() && isOldOrderRight() ? statistics.getMax() : null;
    }

    /// The old fields compare as signed numbers whatever the type, and say nothing of NaN.
    private boolean isOldOrderRight() {
        return switch (Required.of(element.getType())) {
            case BOOLEAN, INT32, INT64 -> !isUnsigned();
            case FLOAT, DOUBLE, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> false;
        };
    }

    private @Nullable Object bound(byte @Nullable [] bytes, Side side) {
        if (bytes == null) {
            return null;
        }
        return switch (Required.of(element.getType())) {
            case BOOLEAN ->
                    bytes.length == 1 && catalog == Type.Simple.BOOLEAN ? bytes[0] != 0 : null;
            case INT32 -> bytes.length == Integer.BYTES ? int32(little(bytes).getInt()) : null;
            case INT64 -> bytes.length == Long.BYTES ? int64(little(bytes).getLong(), side) : null;
            case FLOAT ->
                    bytes.length == Float.BYTES && catalog == Type.Simple.REAL
                            ? finite(little(bytes).getFloat())
                            : null;
            case DOUBLE ->
                    bytes.length == Double.BYTES && catalog == Type.Simple.DOUBLE
                            ? finite(little(bytes).getDouble())
                            : null;
            case INT96 -> null;
            case BYTE_ARRAY -> text(bytes, side);
            case FIXED_LEN_BYTE_ARRAY ->
                    isDecimal() && bytes.length == element.getType_length()
                            ? decimal(new BigInteger(bytes))
                            : null;
        };
    }

    private @Nullable Object int32(int value) {
        if (catalog == Type.Simple.DATE) {
            return isDate() ? LocalDate.ofEpochDay(value) : null;
        }
        return isDecimal()
                ? decimal(BigInteger.valueOf(value))
                : whole(isUnsigned() ? Integer.toUnsignedLong(value) : value);
    }

    private @Nullable Object int64(long value, Side side) {
        LogicalType logical = element.getLogicalType();
        if (logical != null && logical.isSetTIMESTAMP()) {
            return point(micros(value, logical, side));
        }
        if (logical == null && element.isSetConverted_type()) {
            return converted(value, Required.of(element.getConverted_type()));
        }
        if (isUnsigned()) {
            return null;
        }
        return isDecimal() ? decimal(BigInteger.valueOf(value)) : whole(value);
    }

    private @Nullable Object converted(long value, ConvertedType converted) {
        return switch (converted) {
            case TIMESTAMP_MILLIS -> point(Math.multiplyExact(value, 1_000L));
            case TIMESTAMP_MICROS -> point(value);
            case DECIMAL -> decimal(BigInteger.valueOf(value));
            case INT_64 -> whole(value);
            default -> null;
        };
    }

    private static long micros(long value, LogicalType logical, Side side) {
        TimeUnit unit = Required.of(logical.getTIMESTAMP().getUnit());
        if (unit.isSetMILLIS()) {
            return Math.multiplyExact(value, 1_000L);
        }
        if (unit.isSetNANOS()) {
            return Math.floorDiv(value, NANOS_PER_MICRO) + (side == Side.MAX ? 1 : -1);
        }
        return value;
    }

    private @Nullable Object point(long micros) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        if (catalog == Type.Simple.TIMESTAMP_TZ) {
            return instant;
        }
        return catalog == Type.Simple.TIMESTAMP
                ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                : null;
    }

    private @Nullable Object whole(long value) {
        if (catalog.isInteger()) {
            return value;
        }
        return catalog instanceof Type.Decimal ? BigDecimal.valueOf(value) : null;
    }

    private @Nullable Object decimal(BigInteger unscaled) {
        return catalog instanceof Type.Decimal ? new BigDecimal(unscaled, scale()) : null;
    }

    /// A bound in UTF-8; one that was cut inside a character says nothing here.
    private @Nullable Object text(byte[] bytes, Side side) {
        if (catalog != Type.Simple.VARCHAR || isDecimal()) {
            return null;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            return side == Side.MIN ? "" : null;
        }
    }

    private static @Nullable Object finite(float value) {
        return Float.isNaN(value) ? null : (Object) value;
    }

    private static @Nullable Object finite(double value) {
        return Double.isNaN(value) ? null : (Object) value;
    }

    private boolean isDate() {
        LogicalType logical = element.getLogicalType();
        return logical != null
                ? logical.isSetDATE()
                : element.getConverted_type() == ConvertedType.DATE;
    }

    private boolean isDecimal() {
        LogicalType logical = element.getLogicalType();
        return logical != null
                ? logical.isSetDECIMAL()
                : element.getConverted_type() == ConvertedType.DECIMAL;
    }

    private int scale() {
        LogicalType logical = element.getLogicalType();
        return logical != null ? logical.getDECIMAL().getScale() : element.getScale();
    }

    private boolean isUnsigned() {
        LogicalType logical = element.getLogicalType();
        if (logical != null) {
            return logical.isSetINTEGER() && !logical.getINTEGER().isIsSigned();
        }
        ConvertedType converted = element.getConverted_type();
        return converted != null && converted.name().startsWith("UINT");
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
