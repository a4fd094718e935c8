package dev.trawl.arrow;

import dev.trawl.plan.Field;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// Batches made of given rows.
final class RowsReader extends ArrowReader {
    private final List<Field> fields;
    private final List<? extends List<? extends @Nullable Object>> rows;
    private final int batchRows;
    private int next;

    RowsReader(
            List<Field> fields,
            List<? extends List<? extends @Nullable Object>> rows,
            int batchRows,
            BufferAllocator allocator) {
        super(allocator);
        this.fields = List.copyOf(fields);
        this.rows = rows;
        this.batchRows = batchRows;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        if (next == rows.size()) {
            return false;
        }
        VectorSchemaRoot root = getVectorSchemaRoot();
        int count = Math.min(batchRows, rows.size() - next);
        for (int column = 0; column < fields.size(); column++) {
            for (int row = 0; row < count; row++) {
                ArrowValues.set(
                        root.getVector(column),
                        row,
                        fields.get(column).type(),
                        rows.get(next + row).get(column));
            }
        }
        root.setRowCount(count);
        next += count;
        return true;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
        return ArrowTypes.schema(fields);
    }
}
