package dev.trawl.arrow;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/// Values of vectors as {@link dev.trawl.plan.Literals} has them, and back.
public final class ArrowValues {
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private ArrowValues() {}

    /// The value, null for SQL NULL. Nested values come as Arrow's own lists and maps.
    public static @Nullable Object value(FieldVector vector, int row, Type type) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (type) {
            case Type.Decimal _ -> ((DecimalVector) vector).getObject(row);
            case Type.Array _, Type.Mapping _, Type.Row _ -> vector.getObject(row);
            case Type.Simple simple -> simple(vector, row, simple);
        };
    }

    private static Object simple(FieldVector vector, int row, Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> ((BitVector) vector).get(row) == 1;
            case TINYINT -> (long) ((TinyIntVector) vector).get(row);
            case SMALLINT -> (long) ((SmallIntVector) vector).get(row);
            case INTEGER -> (long) ((IntVector) vector).get(row);
            case BIGINT -> ((BigIntVector) vector).get(row);
            case REAL -> ((Float4Vector) vector).get(row);
            case DOUBLE -> ((Float8Vector) vector).get(row);
            case VARCHAR, JSON -> text(vector, row);
            case UUID -> UUID.fromString(text(vector, row));
            case VARBINARY -> Bytes.copyOf(((VarBinaryVector) vector).get(row));
            case DATE -> LocalDate.ofEpochDay(((DateDayVector) vector).get(row));
            case TIME ->
                    LocalTime.ofNanoOfDay(((TimeMicroVector) vector).get(row) * NANOS_PER_MICRO);
            case TIMESTAMP -> LocalDateTime.ofInstant(instant(vector, row), ZoneOffset.UTC);
            case TIMESTAMP_TZ -> instant(vector, row);
        };
    }

    private static String text(FieldVector vector, int row) {
        return new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
    }

    private static Instant instant(FieldVector vector, int row) {
        long micros =
                ((BaseFixedWidthVector) vector).getDataBuffer().getLong((long) row * Long.BYTES);
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND),
                Math.floorMod(micros, MICROS_PER_SECOND) * (long) NANOS_PER_MICRO);
    }

    /// Writes a value of a type without parts into a row; the vector grows as needed.
    public static void set(FieldVector vector, int row, Type type, @Nullable Object value) {
        if (value == null) {
            vector.setNull(row);
            return;
        }
        switch (type) {
            case Type.Decimal _ -> ((DecimalVector) vector).setSafe(row, (BigDecimal) value);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no single value of " + type.text());
            case Type.Simple simple -> set(vector, row, simple, value);
        }
    }

    private static void set(FieldVector vector, int row, Type.Simple type, Object value) {
        switch (type) {
            case BOOLEAN -> ((BitVector) vector).setSafe(row, (Boolean) value ? 1 : 0);
            case TINYINT -> ((TinyIntVector) vector).setSafe(row, ((Long) value).intValue());
            case SMALLINT -> ((SmallIntVector) vector).setSafe(row, ((Long) value).intValue());
            case INTEGER -> ((IntVector) vector).setSafe(row, Math.toIntExact((Long) value));
            case BIGINT -> ((BigIntVector) vector).setSafe(row, (Long) value);
            case REAL -> ((Float4Vector) vector).setSafe(row, (Float) value);
            case DOUBLE -> ((Float8Vector) vector).setSafe(row, (Double) value);
            case VARCHAR, JSON, UUID ->
                    ((VarCharVector) vector)
                            .setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
            case VARBINARY -> ((VarBinaryVector) vector).setSafe(row, ((Bytes) value).toArray());
            case DATE ->
                    ((DateDayVector) vector)
                            .setSafe(row, Math.toIntExact(((LocalDate) value).toEpochDay()));
            case TIME ->
                    ((TimeMicroVector) vector)
                            .setSafe(row, ((LocalTime) value).toNanoOfDay() / NANOS_PER_MICRO);
            case TIMESTAMP ->
                    setMicros(vector, row, ((LocalDateTime) value).toInstant(ZoneOffset.UTC));
            case TIMESTAMP_TZ -> setMicros(vector, row, (Instant) value);
        }
    }

    private static void setMicros(FieldVector vector, int row, Instant instant) {
        ((org.apache.arrow.vector.TimeStampVector) vector)
                .setSafe(row, ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }
}
