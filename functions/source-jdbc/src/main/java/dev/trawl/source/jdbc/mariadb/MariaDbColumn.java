package dev.trawl.source.jdbc.mariadb;

import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.SqlFailure;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
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

/// Puts one column of a row into a vector, as {@link
/// dev.trawl.sql.MariaDbRenderer#renderForReading} has it.
@FunctionalInterface
interface MariaDbColumn {
    /// Gives the size of the value in bytes, or less than zero for NULL, of which it puts nothing.
    int put(ResultSet rows, int column, FieldVector vector, int row) throws SQLException;

    int NULL = -1;

    static MariaDbColumn of(Type type) {
        return switch (type) {
            case Type.Decimal decimal -> decimal(decimal);
            case Type.Simple simple -> of(simple);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no column of " + type.text());
        };
    }

    private static MariaDbColumn of(Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> integer(0, 1, (v, row, n) -> ((BitVector) v).setSafe(row, (int) n));
            case TINYINT ->
                    integer(
                            Byte.MIN_VALUE,
                            Byte.MAX_VALUE,
                            (v, row, n) -> ((TinyIntVector) v).setSafe(row, (int) n));
            case SMALLINT ->
                    integer(
                            Short.MIN_VALUE,
                            Short.MAX_VALUE,
                            (v, row, n) -> ((SmallIntVector) v).setSafe(row, (int) n));
            case INTEGER ->
                    integer(
                            Integer.MIN_VALUE,
                            Integer.MAX_VALUE,
                            (v, row, n) -> ((IntVector) v).setSafe(row, (int) n));
            case BIGINT ->
                    integer(
                            Long.MIN_VALUE,
                            Long.MAX_VALUE,
                            (v, row, n) -> ((BigIntVector) v).setSafe(row, n));
            case REAL -> floating((v, row, d) -> ((Float4Vector) v).setSafe(row, (float) d));
            case DOUBLE -> floating((v, row, d) -> ((Float8Vector) v).setSafe(row, d));
            case VARCHAR, JSON, UUID -> bytes((v, row, b) -> ((VarCharVector) v).setSafe(row, b));
            case VARBINARY -> bytes((v, row, b) -> ((VarBinaryVector) v).setSafe(row, b));
            case DATE ->
                    bytes((v, row, b) ->
                            ((DateDayVector) v).setSafe(row, MariaDbTimes.epochDay(b)));
            case TIME ->
                    bytes((v, row, b) ->
                            ((TimeMicroVector) v).setSafe(row, MariaDbTimes.microOfDay(b)));
            case TIMESTAMP, TIMESTAMP_TZ ->
                    bytes((v, row, b) ->
                            ((TimeStampVector) v).setSafe(row, MariaDbTimes.epochMicros(b)));
        };
    }

    /// Sets an integer.
    @FunctionalInterface
    interface PutLong {
        void put(FieldVector vector, int row, long value);
    }

    /// Sets a floating number.
    @FunctionalInterface
    interface PutDouble {
        void put(FieldVector vector, int row, double value);
    }

    /// Sets what is read from bytes.
    @FunctionalInterface
    interface PutBytes {
        void put(FieldVector vector, int row, byte[] value);
    }

    private static MariaDbColumn integer(long min, long max, PutLong put) {
        return (rows, column, vector, row) -> {
            long value = rows.getLong(column);
            if (rows.wasNull()) {
                return NULL;
            }
            if (value < min || value > max) {
                throw outOfRange();
            }
            put.put(vector, row, value);
            return Long.BYTES;
        };
    }

    private static MariaDbColumn floating(PutDouble put) {
        return (rows, column, vector, row) -> {
            double value = rows.getDouble(column);
            if (rows.wasNull()) {
                return NULL;
            }
            if (!Double.isFinite(value)) {
                throw outOfRange();
            }
            put.put(vector, row, value);
            return Double.BYTES;
        };
    }

    private static MariaDbColumn bytes(PutBytes put) {
        return (rows, column, vector, row) -> {
            byte[] value = rows.getBytes(column);
            if (value == null) {
                return NULL;
            }
            put.put(vector, row, value);
            return value.length;
        };
    }

    private static MariaDbColumn decimal(Type.Decimal type) {
        return (rows, column, vector, row) -> {
            BigDecimal value = rows.getBigDecimal(column);
            if (value == null) {
                return NULL;
            }
            BigDecimal scaled =
                    value.scale() == type.scale() ? value : value.setScale(type.scale());
            if (scaled.precision() > type.precision()) {
                throw outOfRange();
            }
            ((DecimalVector) vector).setSafe(row, scaled);
            return DecimalVector.TYPE_WIDTH;
        };
    }

    static TrawlException outOfRange() {
        return new TrawlException(
                ErrorCode.VALUE_OUT_OF_RANGE, SqlFailure.VALUE_OUT_OF_RANGE.explanation());
    }
}
