package dev.trawl.source.jdbc.copy;

import dev.trawl.arrow.ArrowTypes;
import dev.trawl.plan.Field;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/// Rows of a COPY that is under way, as Arrow batches. For one thread; who opened the statement
/// gives it to `statement`, which this reader closes.
public final class CopyReader extends ArrowReader {
    private static final int BATCH_ROWS = 32_768;

    /// What columns have room for at first; most answers are small.
    private static final int FIRST_ROWS = 128;

    private static final int BATCH_BYTES = 4 << 20;

    private final Statement statement;
    private final Schema schema;
    private final CopyRows rows;
    private long bytesRead;

    /// The statement behind a reader.
    public interface Statement {
        CopyOut copy();

        /// What a failure means; already without the database's own text.
        RuntimeException failed(SQLException e);

        /// Ends the statement, in the middle or at its end, and gives back what it held.
        void close();

        /// The statement gave its last row.
        void finished();
    }

    public CopyReader(List<Field> fields, Statement statement, BufferAllocator allocator) {
        super(allocator);
        this.statement = statement;
        this.schema = ArrowTypes.schema(fields);
        this.rows =
                new CopyRows(
                        fields.stream().map(f -> CopyColumn.of(f.type(), FIRST_ROWS)).toList(),
                        FIRST_ROWS);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        VectorSchemaRoot root = getVectorSchemaRoot();
        int row = 0;
        long bytesBefore = bytesRead;
        while (row < BATCH_ROWS && bytesRead - bytesBefore < BATCH_BYTES) {
            byte[] message = next();
            if (message.length == 0) {
                break;
            }
            bytesRead += message.length;
            row = rows.read(message, row);
        }
        rows.moveTo(root, row);
        return row > 0;
    }

    /// The next message, empty at the end.
    private byte[] next() {
        try {
            CopyOut copy = statement.copy();
            byte @Nullable [] message = copy.isActive() ? copy.readFromCopy() : null;
            if (message != null) {
                return message;
            }
            statement.finished();
            return new byte[0];
        } catch (SQLException e) {
            throw statement.failed(e);
        }
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    protected void closeReadSource() {
        statement.close();
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }
}
