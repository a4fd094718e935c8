package dev.trawl.query.deliver;

import dev.trawl.arrow.ArrowValues;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Goes through the values of a reader, row by row.
final class Rows {
    private Rows() {}

    /// Takes the values one by one.
    interface Sink {
        void beginRow() throws IOException;

        /// @param value as {@link dev.trawl.plan.Literals} has it; null for SQL NULL
        void value(int column, Type type, @Nullable Object value) throws IOException;

        void endRow() throws IOException;
    }

    /// @throws TrawlException NOT_SUPPORTED if a column is an array, map or row
    static void forEach(ArrowReader reader, List<Field> fields, Sink sink) throws IOException {
        fields.forEach(Rows::checkScalar);
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        while (reader.loadNextBatch()) {
            for (int row = 0; row < root.getRowCount(); row++) {
                sink.beginRow();
                for (int column = 0; column < fields.size(); column++) {
                    Type type = fields.get(column).type();
                    sink.value(column, type, ArrowValues.value(root.getVector(column), row, type));
                }
                sink.endRow();
            }
        }
    }

    private static void checkScalar(Field field) {
        switch (field.type()) {
            case Type.Simple _, Type.Decimal _ -> {}
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new TrawlException(
                            ErrorCode.NOT_SUPPORTED,
                            "column '%s' is %s, which comes as %s only"
                                    .formatted(
                                            field.name(),
                                            field.type().text(),
                                            MediaType.ARROW.text()));
        }
    }
}
