package dev.trawl.arrow;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/// Arrow IPC streams.
///
/// @see <a href="https://arrow.apache.org/docs/format/Columnar.html">Arrow columnar format</a>
public final class ArrowStreams {
    private ArrowStreams() {}

    /// Writes all batches of the reader, which is not closed; gives the number of rows.
    public static long write(ArrowReader reader, OutputStream out) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        long rows = 0;
        try (ArrowStreamWriter writer =
                new ArrowStreamWriter(root, null, Channels.newChannel(out))) {
            writer.start();
            while (reader.loadNextBatch()) {
                writer.writeBatch();
                rows += root.getRowCount();
            }
            writer.end();
        }
        return rows;
    }

    public static byte[] toBytes(ArrowReader reader) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(reader, out);
        return out.toByteArray();
    }

    /// A reader of a stream; the caller closes it, which closes `in`.
    public static ArrowReader reader(InputStream in, BufferAllocator allocator) {
        return new ArrowStreamReader(in, allocator, new ZstdCodecs());
    }

    public static ArrowReader reader(byte[] bytes, BufferAllocator allocator) {
        return reader(new ByteArrayInputStream(bytes), allocator);
    }

    /// What a failure to read a stream is to the caller.
    public static TrawlException malformed(Exception cause) {
        return new TrawlException(
                ErrorCode.MALFORMED_MESSAGE, "rows are not a readable Arrow stream", cause);
    }
}
