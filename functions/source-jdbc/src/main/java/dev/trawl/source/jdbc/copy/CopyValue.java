package dev.trawl.source.jdbc.copy;

import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
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
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/// Puts one field of a COPY row into a vector. The field was cast to the type of {@link
/// PostgresTypes#wire} in SQL.
@FunctionalInterface
interface CopyValue {
    /// Reads `length` bytes at the buffer's position and moves behind them.
    void put(ByteBuffer in, int length, FieldVector vector, int row);

    static CopyValue of(Type type) {
        return switch (type) {
            case Type.Decimal decimal -> decimal(decimal);
            case Type.Simple simple -> of(simple);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no COPY of " + type.text());
        };
    }

    private static CopyValue of(Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> (in, _, v, row) -> ((BitVector) v).setSafe(row, in.get());
            case TINYINT -> (in, _, v, row) -> ((TinyIntVector) v).setSafe(row, in.getShort());
            case SMALLINT -> (in, _, v, row) -> ((SmallIntVector) v).setSafe(row, in.getShort());
            case INTEGER -> (in, _, v, row) -> ((IntVector) v).setSafe(row, in.getInt());
            case BIGINT -> (in, _, v, row) -> ((BigIntVector) v).setSafe(row, in.getLong());
            case REAL -> (in, _, v, row) -> ((Float4Vector) v).setSafe(row, in.getFloat());
            case DOUBLE -> (in, _, v, row) -> ((Float8Vector) v).setSafe(row, in.getDouble());
            case VARCHAR, JSON -> CopyValue::putText;
            case VARBINARY -> CopyValue::putBinary;
            case DATE ->
                    (in, _, v, row) ->
                            ((DateDayVector) v).setSafe(row, PostgresTimes.epochDay(in.getInt()));
            case TIME ->
                    (in, _, v, row) ->
                            ((TimeMicroVector) v)
                                    .setSafe(row, PostgresTimes.microOfDay(in.getLong()));
            case TIMESTAMP, TIMESTAMP_TZ ->
                    (in, _, v, row) ->
                            ((TimeStampVector) v)
                                    .setSafe(row, PostgresTimes.epochMicros(in.getLong()));
            case UUID -> CopyValue::putUuid;
        };
    }

    private static void putText(ByteBuffer in, int length, FieldVector vector, int row) {
        ((VarCharVector) vector).setSafe(row, in.array(), in.arrayOffset() + in.position(), length);
        in.position(in.position() + length);
    }

    private static void putBinary(ByteBuffer in, int length, FieldVector vector, int row) {
        ((VarBinaryVector) vector)
                .setSafe(row, in.array(), in.arrayOffset() + in.position(), length);
        in.position(in.position() + length);
    }

    private static void putUuid(ByteBuffer in, int length, FieldVector vector, int row) {
        String text = new UUID(in.getLong(), in.getLong()).toString();
        ((VarCharVector) vector).setSafe(row, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static CopyValue decimal(Type.Decimal type) {
        if (type.precision() <= PostgresNumeric.LONG_DIGITS) {
            return (in, _, v, row) -> {
                long unscaled = PostgresNumeric.readLong(in, type);
                DecimalVector vector = (DecimalVector) v;
                while (row >= vector.getValueCapacity()) {
                    vector.reAlloc();
                }
                vector.set(row, unscaled);
            };
        }
        return (in, _, v, row) -> {
            BigDecimal value = PostgresNumeric.readDecimal(in, type);
            ((DecimalVector) v).setSafe(row, value);
        };
    }
}
