package dev.trawl.engine;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// Passes batches on and remembers the failure that ended them, which DuckDB would only quote.
/// Batches are moved out of the input, which may write into its vectors again while DuckDB still
/// reads the last batch.
final class RecordingReader extends ArrowReader {
    private final ArrowReader input;
    private volatile @Nullable Exception failure;
    private boolean isClosed;

    RecordingReader(ArrowReader input, BufferAllocator allocator) {
        super(allocator);
        this.input = input;
    }

    @Nullable Exception failure() {
        return failure;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        try {
            prepareLoadNextBatch();
            if (!input.loadNextBatch()) {
                return false;
            }
            VectorSchemaRoot from = input.getVectorSchemaRoot();
            VectorSchemaRoot to = getVectorSchemaRoot();
            for (int i = 0; i < from.getFieldVectors().size(); i++) {
                from.getVector(i).makeTransferPair(to.getVector(i)).transfer();
            }
            to.setRowCount(from.getRowCount());
            return true;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long bytesRead() {
        return input.bytesRead();
    }

    @Override
    protected void closeReadSource() throws IOException {
        if (!isClosed) {
            isClosed = true;
            input.close();
        }
    }

    @Override
    protected Schema readSchema() throws IOException {
        try {
            return input.getVectorSchemaRoot().getSchema();
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }
}
