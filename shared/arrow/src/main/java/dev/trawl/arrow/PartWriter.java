package dev.trawl.arrow;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Cuts a stream of batches into parts, each an Arrow IPC stream of its own.
public final class PartWriter {

    private PartWriter() {}

    /// One part, complete in memory.
    public record Part(int number, PartBytes bytes, long rows) {}

    /// Takes each part as soon as it is complete, and closes its bytes.
    @FunctionalInterface
    public interface Sink {
        void accept(Part part) throws IOException;
    }

    /// Writes all rows; a part ends after the batch with which it reaches `partBytes`. No rows give
    /// one part without rows, so that the schema arrives. The reader is not closed.
    ///
    /// @param allocator of the parts' memory; outlives them
    public static void write(
            ArrowReader reader,
            long partBytes,
            StreamEncoder.Compression compression,
            BufferAllocator allocator,
            Sink sink)
            throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        int number = 0;
        boolean more = reader.loadNextBatch();
        do {
            try (StreamEncoder encoder = new StreamEncoder(root, compression, allocator)) {
                while (more && encoder.size() < partBytes) {
                    encoder.writeBatch();
                    more = reader.loadNextBatch();
                }
                sink.accept(new Part(number, encoder.finish(), encoder.rows()));
            }
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
