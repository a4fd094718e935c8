package dev.trawl.engine;

import dev.trawl.arrow.ArrowTypes;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/// The result of an evaluation under the names and types of its plan. Owns the session it comes
/// from.
final class AnswerReader extends ArrowReader {
    private final List<Field> fields;
    private final ArrowReader rows;
    private final List<AutoCloseable> owned;

    /// @param owned closed in this order after the rows
    AnswerReader(
            List<Field> fields,
            ArrowReader rows,
            List<AutoCloseable> owned,
            BufferAllocator allocator) {
        super(allocator);
        this.fields = List.copyOf(fields);
        this.rows = rows;
        this.owned = List.copyOf(owned);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        if (!rows.loadNextBatch()) {
            return false;
        }
        VectorSchemaRoot from = rows.getVectorSchemaRoot();
        VectorSchemaRoot to = getVectorSchemaRoot();
        for (int i = 0; i < fields.size(); i++) {
            move(from.getVector(i), to.getVector(i), fields.get(i));
        }
        to.setRowCount(from.getRowCount());
        return true;
    }

    private static void move(FieldVector from, FieldVector to, Field field) {
        if (from.getMinorType() != to.getMinorType()) {
            throw new TrawlException(
                    ErrorCode.INTERNAL,
                    "the local evaluator gave %s for a %s"
                            .formatted(from.getMinorType(), field.type().text()));
        }
        from.makeTransferPair(to).transfer();
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() throws IOException {
        try {
            rows.close();
        } finally {
            Closing.all(owned);
        }
    }

    @Override
    protected Schema readSchema() {
        return ArrowTypes.schema(fields);
    }
}
