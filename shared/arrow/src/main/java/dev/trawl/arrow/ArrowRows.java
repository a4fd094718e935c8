package dev.trawl.arrow;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Rows of plain values as batches, and back. For constants and small results.
public final class ArrowRows {
    private ArrowRows() {}

    /// A reader over given rows, in batches of at most `batchRows`; the caller closes it.
    public static ArrowReader reader(
            List<Field> fields,
            List<? extends List<? extends @Nullable Object>> rows,
            int batchRows,
            BufferAllocator allocator) {
        return new RowsReader(fields, rows, batchRows, allocator);
    }

    /// A reader over constant rows.
    public static ArrowReader literals(
            List<Field> fields, List<List<Expr.Literal>> rows, BufferAllocator allocator) {
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (List<Expr.Literal> row : rows) {
            List<@Nullable Object> cells = new ArrayList<>();
            row.forEach(l -> cells.add(l.value()));
            values.add(cells);
        }
        return reader(fields, values, 1_024, allocator);
    }

    /// All rows of a reader, which is read to its end and not closed.
    public static List<List<@Nullable Object>> toRows(ArrowReader reader) throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        List<Field> fields = ArrowTypes.fields(root.getSchema());
        while (reader.loadNextBatch()) {
            for (int row = 0; row < root.getRowCount(); row++) {
                List<@Nullable Object> cells = new ArrayList<>();
                for (int column = 0; column < fields.size(); column++) {
                    cells.add(
                            ArrowValues.value(
                                    root.getVector(column), row, fields.get(column).type()));
                }
                rows.add(Collections.unmodifiableList(cells));
            }
        }
        return rows;
    }
}
