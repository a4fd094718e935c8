package dev.trawl.source.jdbc.copy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Reads the messages of one COPY, each of which ends with a row. For one thread.
final class CopyRows {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
    };
    private static final int END = -1;
    private static final int NULL = -1;

    private final List<CopyValue> values;
    private boolean headerRead;

    CopyRows(List<CopyValue> values) {
        this.values = List.copyOf(values);
    }

    /// Appends the rows of a message from row `row` on; gives the next free row.
    int read(byte[] message, VectorSchemaRoot root, int row) {
        ByteBuffer in = ByteBuffer.wrap(message);
        if (!headerRead) {
            readHeader(in);
        }
        int next = row;
        while (in.hasRemaining()) {
            int fields = in.getShort();
            if (fields == END) {
                break;
            }
            if (fields != values.size()) {
                throw broken("rows of %d columns instead of %d".formatted(fields, values.size()));
            }
            readRow(in, root, next);
            next++;
        }
        return next;
    }

    private void readRow(ByteBuffer in, VectorSchemaRoot root, int row) {
        for (int i = 0; i < values.size(); i++) {
            int length = in.getInt();
            FieldVector vector = root.getVector(i);
            if (length == NULL) {
                setNull(vector, row);
            } else {
                values.get(i).put(in, length, vector, row);
            }
        }
    }

    private static void setNull(FieldVector vector, int row) {
        while (row >= vector.getValueCapacity()) {
            vector.reAlloc();
        }
        vector.setNull(row);
    }

    private void readHeader(ByteBuffer in) {
        byte[] signature = new byte[SIGNATURE.length];
        in.get(signature);
        if (!Arrays.equals(signature, SIGNATURE)) {
            throw broken("no binary COPY");
        }
        in.getInt();
        int extension = in.getInt();
        in.position(in.position() + extension);
        headerRead = true;
    }

    private static TrawlException broken(String what) {
        return new TrawlException(ErrorCode.SOURCE_FAILED, "the database sent " + what);
    }
}
