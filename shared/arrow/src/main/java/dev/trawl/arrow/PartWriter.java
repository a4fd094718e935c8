package dev.trawl.arrow;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Cuts a stream of batches into parts, each an Arrow IPC stream of its own with a checksum.
public final class PartWriter {
    private static final int FIRST_BYTES = 8_192;

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
        write(reader, partBytes, StreamEncoder.Compression.NONE, sink);
    }

    /// The same, compressed.
    public static void write(
            ArrowReader reader, long partBytes, StreamEncoder.Compression compression, Sink sink)
            throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        int number = 0;
        boolean more = reader.loadNextBatch();
        do {
            StreamEncoder encoder = new StreamEncoder(root, compression, FIRST_BYTES);
            while (more && encoder.size() < partBytes) {
                encoder.writeBatch();
                more = reader.loadNextBatch();
            }
            byte[] bytes = encoder.finish();
            sink.accept(new Part(number, bytes, encoder.rows(), sha256(bytes)));
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
