package dev.trawl.source.jdbc.copy;

import dev.trawl.plan.Type;
import org.apache.arrow.vector.FieldVector;

/// The values of one column of the batch that is being read: little-endian bytes in Java arrays,
/// which go into Arrow's memory in one copy when the batch is full. The arrays are used again for
/// the next batch. For one thread.
///
/// Values are written by plain array stores, without an object per value and without Arrow's checks
/// per value, which the first compiler of the JVM, all that short-lived functions see, leaves in.
sealed interface CopyColumn permits BitColumn, FixedColumn, TextColumn {
    /// Takes the field of `length` bytes at `at`. The field was cast to the type of {@link
    /// PostgresTypes#wire} in SQL.
    void put(byte[] in, int at, int length, int row);

    void putNull(int row);

    /// Fills the vector with the rows taken, and starts over.
    void moveTo(FieldVector vector, int rows);

    /// Makes room for more rows in a batch.
    void grow(int rowsMax);

    /// @param rowsMax of a batch, until it grows
    static CopyColumn of(Type type, int rowsMax) {
        return switch (type) {
            case Type.Decimal decimal -> new FixedColumn(FixedForm.of(decimal), rowsMax);
            case Type.Simple simple -> of(simple, rowsMax);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no COPY of " + type.text());
        };
    }

    private static CopyColumn of(Type.Simple type, int rowsMax) {
        return switch (type) {
            case BOOLEAN -> new BitColumn(rowsMax);
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_TZ ->
                    new FixedColumn(FixedForm.of(type), rowsMax);
            case VARCHAR, JSON, VARBINARY -> new TextColumn(TextColumn.Form.BYTES, rowsMax);
            case UUID -> new TextColumn(TextColumn.Form.UUID, rowsMax);
        };
    }
}
