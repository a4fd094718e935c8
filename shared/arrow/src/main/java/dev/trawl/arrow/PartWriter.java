package dev.trawl.arrow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/// Cuts a stream of batches into parts, each an Arrow IPC stream of its own with a checksum.
public final class PartWriter {
    private PartWriter() {}

    /// One part, complete in memory.
    ///
    /// @param sha256 of the bytes, in hexadecimal
    @SuppressWarnings("ArrayRecordComponent")
    public record Part(int number, byte[] bytes, long rows, String sha256) {}

    /// Takes each part as soon as it is complete.
    @FunctionalInterface
    public interface Sink {
        void accept(Part part) throws IOException;
    }

    /// Writes all rows; a part ends after the batch with which it reaches `partBytes`. No rows give
    /// one part without rows, so that the schema arrives. The reader is not closed.
    public static void write(ArrowReader reader, long partBytes, Sink sink) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        int number = 0;
        boolean more = reader.loadNextBatch();
        do {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            long rows = 0;
            try (ArrowStreamWriter writer =
                    new ArrowStreamWriter(root, null, Channels.newChannel(out))) {
                writer.start();
                while (more && out.size() < partBytes) {
                    writer.writeBatch();
                    rows += root.getRowCount();
                    more = reader.loadNextBatch();
                }
                writer.end();
            }
            byte[] bytes = out.toByteArray();
            sink.accept(new Part(number, bytes, rows, sha256(bytes)));
            number++;
        } while (more);
    }

    /// SHA-256 in lower-case hexadecimal.
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
