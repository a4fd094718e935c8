package dev.trawl.source.run;

import java.io.IOException;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/// A reader that several owners may close: the first does.
final class OnceReader extends ArrowReader {
    private final ArrowReader input;
    private boolean isClosed;

    OnceReader(ArrowReader input, BufferAllocator allocator) {
        super(allocator);
        this.input = input;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        return input.loadNextBatch();
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
        return input.getVectorSchemaRoot();
    }

    @Override
    public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
        return input.getDictionaryVectors();
    }

    @Override
    public Dictionary lookup(long id) {
        return input.lookup(id);
    }

    @Override
    public long bytesRead() {
        return input.bytesRead();
    }

    @Override
    public void close(boolean closeReadSource) throws IOException {
        closeReadSource();
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
        return input.getVectorSchemaRoot().getSchema();
    }
}
