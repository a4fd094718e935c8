package dev.trawl.engine;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowTypes;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

/// The answer of an evaluation with the schema of the relation's fields. Owns the session.
///
/// Batches are copied out of DuckDB's memory into the caller's: importing them into an allocator
/// that is at its limit would leave them half imported for ever.
final class EngineReader extends ArrowReader {
    private final List<Field> fields;
    private final Session session;
    private final Watchdog watchdog;
    private final Statement statement;
    private final ArrowReader rows;
    private final BufferAllocator imports;
    private boolean isClosed;

    private EngineReader(
            List<Field> fields,
            Session session,
            Watchdog watchdog,
            Statement statement,
            ArrowReader rows,
            BufferAllocator imports,
            BufferAllocator allocator) {
        super(allocator);
        this.imports = imports;
        this.fields = List.copyOf(fields);
        this.session = session;
        this.watchdog = watchdog;
        this.statement = statement;
        this.rows = rows;
    }

    /// Takes over session and watchdog only if it succeeds.
    static EngineReader open(
            List<Field> fields,
            Session session,
            Watchdog watchdog,
            String sql,
            BufferAllocator allocator,
            int batchRows)
            throws SQLException, IOException {
        ResultSet result = session.query(sql);
        BufferAllocator imports = new RootAllocator();
        ArrowReader rows =
                (ArrowReader)
                        result.unwrap(DuckDBResultSet.class).arrowExportStream(imports, batchRows);
        EngineReader reader =
                new EngineReader(
                        fields, session, watchdog, result.getStatement(), rows, imports, allocator);
        reader.checkSchema();
        return reader;
    }

    private void checkSchema() throws IOException {
        List<org.apache.arrow.vector.types.pojo.Field> given =
                rows.getVectorSchemaRoot().getSchema().getFields();
        List<org.apache.arrow.vector.types.pojo.Field> wanted = readSchema().getFields();
        if (!isAlike(given, wanted)) {
            throw new TrawlException(
                    ErrorCode.INTERNAL,
                    "the local evaluator gave %s instead of %s".formatted(given, wanted));
        }
    }

    private static boolean isAlike(
            List<org.apache.arrow.vector.types.pojo.Field> a,
            List<org.apache.arrow.vector.types.pojo.Field> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!isAlike(a.get(i).getType(), b.get(i).getType())
                    || !isAlike(a.get(i).getChildren(), b.get(i).getChildren())) {
                return false;
            }
        }
        return true;
    }

    /// Instants are in UTC, by whatever name.
    private static boolean isAlike(ArrowType a, ArrowType b) {
        return a instanceof ArrowType.Timestamp x && b instanceof ArrowType.Timestamp y
                ? x.getUnit() == y.getUnit()
                        && (x.getTimezone() == null) == (y.getTimezone() == null)
                : a.equals(b);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        watchdog.check();
        if (!rows.loadNextBatch()) {
            return false;
        }
        try (ArrowRecordBatch batch =
                        new VectorUnloader(rows.getVectorSchemaRoot()).getRecordBatch();
                ArrowRecordBatch copy = copied(batch)) {
            new VectorLoader(getVectorSchemaRoot()).load(copy);
        } catch (OutOfMemoryException e) {
            throw Allocators.limitExceeded(e);
        }
        return true;
    }

    /// The same batch in memory of the answer's allocator.
    private ArrowRecordBatch copied(ArrowRecordBatch batch) {
        List<ArrowBuf> buffers = new ArrayList<>();
        try {
            for (ArrowBuf from : batch.getBuffers()) {
                ArrowBuf to = allocator.buffer(from.readableBytes());
                buffers.add(to);
                to.setBytes(0, from, from.readerIndex(), from.readableBytes());
                to.writerIndex(from.readableBytes());
            }
            return new ArrowRecordBatch(batch.getLength(), batch.getNodes(), buffers);
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
    }

    @Override
    public long bytesRead() {
        return rows.bytesRead();
    }

    @Override
    public void close(boolean closeReadSource) throws IOException {
        super.close(true);
    }

    @Override
    protected void closeReadSource() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (session;
                watchdog;
                imports;
                rows) {
            statement.close();
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        }
    }

    @Override
    protected Schema readSchema() {
        return ArrowTypes.schema(fields);
    }
}
