package dev.trawl.arrow;

import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorAppender;

/// The rows of a reader, cut into batches by these rows alone: how they came, which may follow from
/// rows that nobody may see, is not to be told from it. Order is kept. The reader is not closed;
/// used by one thread.
public final class EvenReader extends ArrowReader {
    private static final int ROWS_MAX = 16_384;

    /// Of texts and bytes; a batch ends after the row with which it reaches them.
    private static final long TEXT_BYTES_MAX = 8L << 20;

    private final ArrowReader input;
    private final Runnable beforeBatch;
    private final int rowsMax;
    private final long textBytesMax;

    /// Rows of the input's batch that were taken.
    private int taken;

    private boolean isOver;

    /// @param beforeBatch of the input; may end the work by throwing
    public EvenReader(ArrowReader input, Runnable beforeBatch, BufferAllocator allocator) {
        this(input, beforeBatch, allocator, ROWS_MAX, TEXT_BYTES_MAX);
    }

    EvenReader(
            ArrowReader input,
            Runnable beforeBatch,
            BufferAllocator allocator,
            int rowsMax,
            long textBytesMax) {
        super(allocator);
        this.input = input;
        this.beforeBatch = beforeBatch;
        this.rowsMax = rowsMax;
        this.textBytesMax = textBytesMax;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        VectorSchemaRoot from = input.getVectorSchemaRoot();
        VectorSchemaRoot to = getVectorSchemaRoot();
        to.clear();
        int rows = 0;
        long bytes = 0;
        while (rows < rowsMax && bytes < textBytesMax && hasRow(from)) {
            int more = fitting(from, rowsMax - rows, textBytesMax - bytes);
            bytes += textBytes(from, taken, taken + more);
            append(from, more, to, rows == 0);
            rows += more;
            taken += more;
        }
        to.setRowCount(rows);
        return rows > 0;
    }

    /// Loads the next batch of the input if this one has been taken.
    private boolean hasRow(VectorSchemaRoot from) throws IOException {
        while (!isOver && taken == from.getRowCount()) {
            taken = 0;
            beforeBatch.run();
            isOver = !input.loadNextBatch();
        }
        return !isOver;
    }

    /// As many rows as there is room for; the last one may be longer than that.
    private int fitting(VectorSchemaRoot from, int room, long bytes) {
        int most = Math.min(from.getRowCount() - taken, room);
        if (textBytes(from, taken, taken + most) < bytes) {
            return most;
        }
        int fit = 0;
        int over = most;
        while (fit < over) {
            int middle = (fit + over) >>> 1;
            if (textBytes(from, taken, taken + middle + 1) >= bytes) {
                over = middle;
            } else {
                fit = middle + 1;
            }
        }
        return Math.min(fit + 1, most);
    }

    private static long textBytes(VectorSchemaRoot from, int begin, int end) {
        long bytes = 0;
        for (FieldVector vector : from.getFieldVectors()) {
            if (vector instanceof BaseVariableWidthVector texts && end > begin) {
                bytes += texts.getEndOffset(end - 1) - texts.getStartOffset(begin);
            }
        }
        return bytes;
    }

    /// A first part is moved or shared, what follows is copied behind it.
    private void append(VectorSchemaRoot from, int rows, VectorSchemaRoot to, boolean isFirst) {
        List<FieldVector> vectors = from.getFieldVectors();
        for (int i = 0; i < vectors.size(); i++) {
            if (isFirst) {
                TransferPair part = vectors.get(i).makeTransferPair(to.getVector(i));
                part.splitAndTransfer(taken, rows);
                continue;
            }
            TransferPair part = vectors.get(i).getTransferPair(allocator);
            part.splitAndTransfer(taken, rows);
            try (FieldVector piece = (FieldVector) part.getTo()) {
                piece.accept(new VectorAppender(to.getVector(i)), null);
            }
        }
    }

    @Override
    public long bytesRead() {
        return input.bytesRead();
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() throws IOException {
        return input.getVectorSchemaRoot().getSchema();
    }
}
