package dev.trawl.arrow;

import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// The batches of several readers of equal columns, one after the other. Readers are opened when
/// their turn comes and closed when it ends. Used by one thread.
public final class ConcatenatedReader extends ArrowReader {
    private final List<Field> fields;
    private final Deque<Supplier<ArrowReader>> waiting;
    private @Nullable ArrowReader current;

    /// @param fields of every reader
    public ConcatenatedReader(
            List<Field> fields, List<Supplier<ArrowReader>> readers, BufferAllocator allocator) {
        super(allocator);
        this.fields = List.copyOf(fields);
        this.waiting = new ArrayDeque<>(readers);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        while (true) {
            ArrowReader reader = current;
            if (reader == null) {
                Supplier<ArrowReader> next = waiting.poll();
                if (next == null) {
                    return false;
                }
                // Closed with this, also if it turns out to have other columns.
                current = next.get();
                check(current);
            } else if (reader.loadNextBatch()) {
                take(reader.getVectorSchemaRoot());
                return true;
            } else {
                current = null;
                reader.close();
            }
        }
    }

    private void check(ArrowReader reader) throws IOException {
        List<dev.trawl.plan.Type> types =
                ArrowTypes.fields(reader.getVectorSchemaRoot().getSchema()).stream()
                        .map(Field::type)
                        .toList();
        if (!types.equals(fields.stream().map(Field::type).toList())) {
            throw new TrawlException(
                    ErrorCode.MALFORMED_MESSAGE, "rows have other columns than was agreed");
        }
    }

    private void take(VectorSchemaRoot from) throws IOException {
        VectorSchemaRoot to = getVectorSchemaRoot();
        for (int i = 0; i < fields.size(); i++) {
            from.getVector(i).makeTransferPair(to.getVector(i)).transfer();
        }
        to.setRowCount(from.getRowCount());
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() throws IOException {
        ArrowReader reader = current;
        current = null;
        waiting.clear();
        if (reader != null) {
            reader.close();
        }
    }

    @Override
    protected Schema readSchema() {
        return ArrowTypes.schema(fields);
    }
}
