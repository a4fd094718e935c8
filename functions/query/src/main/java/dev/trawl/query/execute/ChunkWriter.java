package dev.trawl.query.execute;

import dev.trawl.arrow.PartBytes;
import dev.trawl.arrow.PartWriter;
import dev.trawl.arrow.PartsInFlight;
import dev.trawl.arrow.StreamEncoder;
import dev.trawl.plan.Bytes;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Turns rows into chunks: one inline if they are few, else parts `results/<query>/…` in the state
/// bucket. Thread-safe.
public final class ChunkWriter {
    private static final long PART_BYTES = 16L * 1024 * 1024;
    private static final String CONTENT_TYPE = "application/vnd.apache.arrow.stream";

    private final ObjectStore objects;
    private final long inlineBytesMax;

    public ChunkWriter(ObjectStore objects, long inlineBytesMax) {
        this.objects = objects;
        this.inlineBytesMax = inlineBytesMax;
    }

    /// All rows of the reader, which is not closed. Parts are stored while later ones are written.
    ///
    /// @param folder below the results: the query's, or one in it
    /// @param allocator of the parts' memory
    /// @throws TrawlException ROWS_LIMIT_EXCEEDED or BYTES_LIMIT_EXCEEDED as soon as there are more
    public List<Chunk> write(
            String folder, ArrowReader reader, Work.Options options, BufferAllocator allocator)
            throws IOException {
        long[] written = new long[2];
        List<Chunk> small = new ArrayList<>();
        try (PartsInFlight<Chunk> parts = new PartsInFlight<>()) {
            PartWriter.write(
                    reader,
                    PART_BYTES,
                    StreamEncoder.Compression.ZSTD,
                    allocator,
                    part -> {
                        boolean isSent = false;
                        try {
                            written[0] += part.rows();
                            written[1] += part.bytes().size();
                            AnswerLimits.check(options, written[0], written[1]);
                            if (part.number() == 0 && part.bytes().size() <= inlineBytesMax) {
                                small.add(inline(part));
                            } else {
                                parts.send(() -> stored(folder, part));
                                isSent = true;
                            }
                        } finally {
                            if (!isSent) {
                                part.bytes().close();
                            }
                        }
                    });
            small.addAll(parts.arrived());
            return small;
        }
    }

    private static Chunk inline(PartWriter.Part part) {
        return new Chunk.Inline(Bytes.copyOf(part.bytes().toArray()), part.rows());
    }

    private Chunk stored(String folder, PartWriter.Part part) {
        try (PartBytes bytes = part.bytes()) {
            String key = key(folder, part.number());
            objects.put(key, new ObjectStore.Content(bytes.size(), bytes::stream), CONTENT_TYPE);
            return new Chunk.Stored(
                    new SourceAnswer.Part(
                            objects.bucket() + "/" + key,
                            part.rows(),
                            bytes.size(),
                            bytes.sha256()));
        }
    }

    private static String key(String folder, int number) {
        return "results/%s/part-%05d.arrow".formatted(folder, number);
    }

    /// Writes inline chunks as parts; the others stay where they are.
    public List<SourceAnswer.Part> store(String queryId, List<Chunk> chunks) {
        List<SourceAnswer.Part> parts = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            parts.add(
                    switch (chunks.get(i)) {
                        case Chunk.Inline(Bytes stream, long rows) ->
                                store(queryId, i, stream.toArray(), rows);
                        case Chunk.Stored(SourceAnswer.Part part) -> part;
                    });
        }
        return parts;
    }

    private SourceAnswer.Part store(String folder, int number, byte[] bytes, long rows) {
        String key = key(folder, number);
        objects.put(key, bytes, CONTENT_TYPE);
        return new SourceAnswer.Part(
                objects.bucket() + "/" + key, rows, bytes.length, PartWriter.sha256(bytes));
    }

    /// What an unreadable stream is to the caller.
    public static TrawlException unreadable(IOException cause) {
        return new TrawlException(ErrorCode.INTERNAL, "rows could not be read or written", cause);
    }
}
