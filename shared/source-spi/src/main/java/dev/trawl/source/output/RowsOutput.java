package dev.trawl.source.output;

import dev.trawl.arrow.PartBytes;
import dev.trawl.arrow.PartsInFlight;
import dev.trawl.arrow.StreamEncoder;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.SourceSettings;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Turns rows into an answer: one Arrow IPC stream inline while it is small, else parts of their
/// own.
///
/// Parts are stored while later ones are written: one is written, at most two are on their way. For
/// one thread and one answer; closed by who made it, which waits for what is on its way.
public final class RowsOutput implements AutoCloseable {
    private static final String CONTENT_TYPE = "application/vnd.apache.arrow.stream";

    private final ObjectStore store;
    private final OutputFolder folder;
    private final String attempt;
    private final long inlineBytesMax;
    private final SourceSettings settings;
    private final Leaving leaving;
    private final BufferAllocator allocator;
    private final PartsInFlight<SourceAnswer.Part> parts = new PartsInFlight<>();
    private @Nullable StreamEncoder part;
    private long rows;
    private long bytes;

    /// Asked before rows leave; may refuse by throwing.
    @FunctionalInterface
    public interface Leaving {
        void check(long rows, long bytes);
    }

    /// @param attempt unique per run
    /// @param allocator of what is written; outlives this
    public RowsOutput(
            ObjectStore store,
            OutputFolder folder,
            String attempt,
            long inlineBytesMax,
            SourceSettings settings,
            Leaving leaving,
            BufferAllocator allocator) {
        this.store = store;
        this.folder = folder;
        this.attempt = attempt;
        this.inlineBytesMax = inlineBytesMax;
        this.settings = settings;
        this.leaving = leaving;
        this.allocator = allocator;
    }

    /// Writes all rows of the reader; `beforeBatch` may end the work by throwing.
    public SourceAnswer.Rows write(
            ArrowReader reader, List<Field> fields, Runnable beforeBatch, Finished finished)
            throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        beforeBatch.run();
        while (reader.loadNextBatch()) {
            beforeBatch.run();
            write(root);
        }
        StreamEncoder last = part == null ? encoder(root) : part;
        part = last;
        PartBytes end = last.finish();
        if (parts.count() == 0 && end.size() <= inlineBytesMax) {
            return inline(end, fields, finished);
        }
        put(end, last.rows());
        return new SourceAnswer.Rows(
                fields, null, parts.arrived(), finished.statistics(rows, bytes));
    }

    private SourceAnswer.Rows inline(PartBytes all, List<Field> fields, Finished finished) {
        try (all) {
            leaving.check(rows, all.size());
            return new SourceAnswer.Rows(
                    fields,
                    Bytes.copyOf(all.toArray()),
                    List.of(),
                    finished.statistics(rows, all.size()));
        }
    }

    /// Makes statistics when the figures are known.
    @FunctionalInterface
    public interface Finished {
        SourceAnswer.Statistics statistics(long rows, long bytes);
    }

    private void write(VectorSchemaRoot root) throws IOException {
        rows += root.getRowCount();
        if (rows > settings.rowsMax()) {
            throw new TrawlException(
                    ErrorCode.ROWS_LIMIT_EXCEEDED,
                    "a fragment gives more than %d rows; filter or aggregate more, or raise rowsMax"
                            .formatted(settings.rowsMax()));
        }
        if (part == null) {
            part = encoder(root);
        }
        part.writeBatch();
        if (bytes + part.size() > settings.bytesMax()) {
            throw new TrawlException(
                    ErrorCode.BYTES_LIMIT_EXCEEDED,
                    "a fragment gives more than %d bytes; filter or aggregate more, or raise bytesMax"
                            .formatted(settings.bytesMax()));
        }
        if (part.size() > settings.partBytesMax()) {
            put(part.finish(), part.rows());
            part = null;
        }
    }

    private StreamEncoder encoder(VectorSchemaRoot root) throws IOException {
        return new StreamEncoder(root, settings.partCompression(), allocator);
    }

    private void put(PartBytes content, long partRows) {
        boolean isSent = false;
        try {
            if (parts.count() >= settings.partsMax()) {
                throw new TrawlException(
                        ErrorCode.BYTES_LIMIT_EXCEEDED,
                        "a fragment gives more than %d parts; filter or aggregate more, or raise partsMax"
                                .formatted(settings.partsMax()));
            }
            leaving.check(partRows, content.size());
            String key = folder.part(attempt, parts.count());
            bytes += content.size();
            parts.send(() -> stored(key, content, partRows));
            isSent = true;
        } finally {
            if (!isSent) {
                content.close();
            }
        }
    }

    private SourceAnswer.Part stored(String key, PartBytes content, long partRows) {
        try (content) {
            store.put(key, new ObjectStore.Content(content.size(), content::stream), CONTENT_TYPE);
            return new SourceAnswer.Part(
                    store.bucket() + "/" + key, partRows, content.size(), content.sha256());
        }
    }

    @Override
    public void close() {
        parts.close();
        if (part != null) {
            part.close();
        }
    }
}
