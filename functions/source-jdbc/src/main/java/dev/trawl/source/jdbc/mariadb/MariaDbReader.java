package dev.trawl.source.jdbc.mariadb;

import dev.trawl.arrow.ArrowTypes;
import dev.trawl.plan.Field;
import dev.trawl.source.jdbc.connect.Session;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/// Rows of one statement, read as the server sends them, as Arrow batches. For one thread; closes
/// the session with itself.
final class MariaDbReader extends ArrowReader {
    private static final int BATCH_ROWS = 16_384;
    private static final int BATCH_BYTES = 4 << 20;

    /// Any number: rows are taken off the wire as they are asked for.
    private static final int FETCH_ROWS = 1_024;

    private final Session session;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final Schema schema;
    private final List<MariaDbColumn> columns;
    private boolean isOver;
    private long bytesRead;

    private MariaDbReader(
            List<Field> fields,
            Session session,
            PreparedStatement statement,
            ResultSet rows,
            BufferAllocator allocator) {
        super(allocator);
        this.session = session;
        this.statement = statement;
        this.rows = rows;
        this.schema = ArrowTypes.schema(fields);
        this.columns = fields.stream().map(f -> MariaDbColumn.of(f.type())).toList();
    }

    /// Starts the statement; on failure the session stays the caller's.
    static MariaDbReader start(
            List<Field> fields, String sql, Session session, BufferAllocator allocator) {
        session.busy();
        try {
            PreparedStatement statement =
                    session.connection()
                            .prepareStatement(
                                    sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            statement.setFetchSize(FETCH_ROWS);
            return new MariaDbReader(
                    fields, session, statement, statement.executeQuery(), allocator);
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        VectorSchemaRoot root = getVectorSchemaRoot();
        root.getFieldVectors().forEach(FieldVector::allocateNew);
        int row = 0;
        long bytesBefore = bytesRead;
        try {
            while (row < BATCH_ROWS && bytesRead - bytesBefore < BATCH_BYTES && next()) {
                read(root, row);
                row++;
            }
        } catch (SQLException e) {
            throw session.failed(e);
        }
        root.setRowCount(row);
        return row > 0;
    }

    private boolean next() throws SQLException {
        if (isOver) {
            return false;
        }
        if (rows.next()) {
            return true;
        }
        isOver = true;
        statement.close();
        session.finished();
        return false;
    }

    private void read(VectorSchemaRoot root, int row) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            FieldVector vector = root.getVector(i);
            int bytes = columns.get(i).put(rows, i + 1, vector, row);
            if (bytes < 0) {
                setNull(vector, row);
            } else {
                bytesRead += bytes;
            }
        }
    }

    private static void setNull(FieldVector vector, int row) {
        while (row >= vector.getValueCapacity()) {
            vector.reAlloc();
        }
        vector.setNull(row);
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    protected void closeReadSource() {
        session.close();
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }
}
