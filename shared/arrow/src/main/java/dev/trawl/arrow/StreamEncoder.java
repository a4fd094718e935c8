package dev.trawl.arrow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/// One Arrow IPC stream that is being written in memory, batch by batch. Batches that fill a packet
/// are compressed, if so asked; small answers never are. Nothing is written where a value is NULL.
/// For one thread; holds no Arrow memory between calls.
public final class StreamEncoder {
    private static final long SMALL_BATCH_BYTES = 64L * 1024;

    private final VectorSchemaRoot root;
    private final VectorUnloader plain;
    private final VectorUnloader compressing;
    private final ByteArrayOutputStream out;
    private final WriteChannel channel;
    private long rows;

    /// How the bodies of batches are written.
    public enum Compression {
        NONE,
        ZSTD
    }

    /// Begins a stream of the root's schema.
    ///
    /// @param root whose rows at the time of {@link #writeBatch} are written
    /// @param bytesExpected what memory is set aside at once
    public StreamEncoder(VectorSchemaRoot root, Compression compression, int bytesExpected)
            throws IOException {
        this.root = root;
        plain = new VectorUnloader(root);
        compressing =
                switch (compression) {
                    case NONE -> plain;
                    case ZSTD -> new VectorUnloader(root, true, new ZstdCodec(), true);
                };
        out = new ByteArrayOutputStream(bytesExpected);
        channel = new WriteChannel(Channels.newChannel(out));
        MessageSerializer.serialize(channel, root.getSchema(), IpcOption.DEFAULT);
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

    /// Ends the stream and gives it.
    public byte[] finish() throws IOException {
        ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
        return out.toByteArray();
    }
}
