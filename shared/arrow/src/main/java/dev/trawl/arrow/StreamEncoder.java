package dev.trawl.arrow;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/// One Arrow IPC stream that is being written in memory, batch by batch. Batches that fill a packet
/// are compressed, if so asked; small answers never are. Nothing is written where a value is NULL.
/// For one thread. Whoever makes it closes it.
public final class StreamEncoder implements AutoCloseable {
    private static final long SMALL_BATCH_BYTES = 64L * 1024;

    private final VectorSchemaRoot root;
    private final VectorUnloader plain;
    private final VectorUnloader compressing;
    private final PartBytes out;
    private final WriteChannel channel;
    private long rows;
    private boolean finished;

    /// How the bodies of batches are written.
    public enum Compression {
        NONE,
        ZSTD
    }

    /// Begins a stream of the root's schema.
    ///
    /// @param root whose rows at the time of {@link #writeBatch} are written
    /// @param allocator of the memory of what is written; outlives it
    public StreamEncoder(VectorSchemaRoot root, Compression compression, BufferAllocator allocator)
            throws IOException {
        this.root = root;
        plain = new VectorUnloader(root);
        compressing =
                switch (compression) {
                    case NONE -> plain;
                    case ZSTD -> new VectorUnloader(root, true, new ZstdCodec(), true);
                };
        out = new PartBytes(allocator);
        channel = new WriteChannel(out);
        try {
            MessageSerializer.serialize(channel, root.getSchema(), IpcOption.DEFAULT);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    public void writeBatch() throws IOException {
        root.getFieldVectors().forEach(NullSlots::clear);
        long bytes = root.getFieldVectors().stream().mapToLong(v -> (long) v.getBufferSize()).sum();
        VectorUnloader unloader = bytes < SMALL_BATCH_BYTES ? plain : compressing;
        try (ArrowRecordBatch batch = unloader.getRecordBatch()) {
            MessageSerializer.serialize(channel, batch, IpcOption.DEFAULT);
        }
        rows += root.getRowCount();
    }

    /// Bytes so far.
    public long size() {
        return out.size();
    }

    public long rows() {
        return rows;
    }

    /// Ends the stream and gives it to the caller, who closes it.
    public PartBytes finish() throws IOException {
        ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
        finished = true;
        return out;
    }

    /// Frees what was written, unless it was given away.
    @Override
    public void close() {
        if (!finished) {
            out.close();
        }
    }
}
