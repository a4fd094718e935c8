package dev.trawl.source.output;

import dev.trawl.arrow.PartWriter;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.SourceSettings;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.jspecify.annotations.Nullable;

/// Turns rows into an answer: one Arrow IPC stream inline while it is small, else parts of their
/// own.
///
/// Holds one part at a time. For one thread and one answer.
public final class RowsOutput {
    private static final String CONTENT_TYPE = "application/vnd.apache.arrow.stream";

    private final ObjectStore store;
    private final OutputFolder folder;
    private final String attempt;
    private final long inlineBytesMax;
    private final SourceSettings settings;
    private final List<SourceAnswer.Part> parts = new ArrayList<>();
    private @Nullable OpenPart part;
    private long rows;
    private long bytes;

    /// @param attempt unique per run
    public RowsOutput(
            ObjectStore store,
            OutputFolder folder,
            String attempt,
            long inlineBytesMax,
            SourceSettings settings) {
        this.store = store;
        this.folder = folder;
        this.attempt = attempt;
        this.inlineBytesMax = inlineBytesMax;
        this.settings = settings;
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
        OpenPart last = part == null ? new OpenPart(root) : part;
        byte[] end = last.finish();
        if (parts.isEmpty() && end.length <= inlineBytesMax) {
            return new SourceAnswer.Rows(
                    fields, Bytes.copyOf(end), List.of(), finished.statistics(rows, end.length));
        }
        put(end, last.rows());
        return new SourceAnswer.Rows(fields, null, parts, finished.statistics(rows, bytes));
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
            part = new OpenPart(root);
        }
        part.write(root.getRowCount());
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

    private void put(byte[] content, long partRows) {
        if (parts.size() >= settings.partsMax()) {
            throw new TrawlException(
                    ErrorCode.BYTES_LIMIT_EXCEEDED,
                    "a fragment gives more than %d parts; filter or aggregate more, or raise partsMax"
                            .formatted(settings.partsMax()));
        }
        String key = folder.part(attempt, parts.size());
        store.put(key, content, CONTENT_TYPE);
        bytes += content.length;
        parts.add(
                new SourceAnswer.Part(
                        store.bucket() + "/" + key,
                        partRows,
                        content.length,
                        PartWriter.sha256(content)));
    }

    /// One stream that is being written.
    private static final class OpenPart {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ArrowStreamWriter writer;
        private long rows;

        OpenPart(VectorSchemaRoot root) throws IOException {
            writer = new ArrowStreamWriter(root, null, Channels.newChannel(out));
            writer.start();
        }

        void write(int batchRows) throws IOException {
            writer.writeBatch();
            rows += batchRows;
        }

        long size() {
            return out.size();
        }

        long rows() {
            return rows;
        }

        byte[] finish() throws IOException {
            writer.end();
            return out.toByteArray();
        }
    }
}
