package dev.trawl.engine;

import dev.trawl.arrow.Allocators;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// A reader as a table that DuckDB can scan once. Owns the reader.
final class StreamInput implements AutoCloseable {
    private final String name;
    private final RecordingReader reader;
    private final BufferAllocator allocator;
    private @Nullable ArrowArrayStream stream;
    private boolean isClosed;

    StreamInput(int number, ArrowReader reader, BufferAllocator allocator) {
        this.name = "s" + number;
        this.reader = new RecordingReader(reader, allocator);
        this.allocator = allocator;
    }

    /// Name of the table in the session.
    String register(Session session) {
        if (stream == null) {
            ArrowArrayStream exported = ArrowArrayStream.allocateNew(allocator);
            Data.exportArrayStream(allocator, reader, exported);
            session.register(name, exported);
            stream = exported;
        }
        return name;
    }

    /// Why the reader gave no rows, as the caller may see it; null if it did not fail.
    @Nullable TrawlException failure() {
        Throwable failure = reader.failure();
        return switch (failure) {
            case null -> null;
            case TrawlException e -> e;
            case OutOfMemoryException e -> Allocators.limitExceeded(e);
            default ->
                    new TrawlException(
                            ErrorCode.SOURCE_FAILED, "an input of the query broke off", failure);
        };
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        ArrowArrayStream exported = stream;
        if (exported != null) {
            if (exported.snapshot().release != 0) {
                exported.release();
            }
            exported.close();
        }
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("an input of the query cannot be closed", e);
        }
    }
}
