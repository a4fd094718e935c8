package dev.trawl.source.jdbc.copy;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Reads the messages of one COPY, each of which ends with a row. For one thread.
final class CopyRows {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
    };
    private static final int END = -1;
    private static final int NULL = -1;
    private static final int GROWTH = 4;

    private final CopyColumn[] columns;
    private int capacity;
    private boolean headerRead;

    /// @param capacity rows that the columns have room for
    CopyRows(List<CopyColumn> columns, int capacity) {
        this.columns = columns.toArray(CopyColumn[]::new);
        this.capacity = capacity;
    }

    /// Appends the rows of a message from row `row` on; gives the next free row.
    int read(byte[] message, int row) {
        int at = headerRead ? 0 : readHeader(message);
        int next = row;
        while (at < message.length) {
            int fields = Wire.int16(message, at);
            if (fields == END) {
                break;
            }
            if (fields != columns.length) {
                throw Wire.broken(
                        "rows of %d columns instead of %d".formatted(fields, columns.length));
            }
            if (next == capacity) {
                grow();
            }
            at = readRow(message, at + Short.BYTES, next);
            next++;
        }
        return next;
    }

    private void grow() {
        capacity = capacity * GROWTH;
        for (CopyColumn column : columns) {
            column.grow(capacity);
        }
    }

    private int readRow(byte[] message, int start, int row) {
        int at = start;
        for (CopyColumn column : columns) {
            int length = Wire.int32(message, at);
            at += Integer.BYTES;
            if (length == NULL) {
                column.putNull(row);
            } else if (length < 0 || length > message.length - at) {
                throw Wire.broken("a field that is longer than its message");
            } else {
                column.put(message, at, length, row);
                at += length;
            }
        }
        return at;
    }

    /// The rows read so far, which are forgotten here.
    void moveTo(VectorSchemaRoot root, int rows) {
        for (int i = 0; i < columns.length; i++) {
            columns[i].moveTo(root.getVector(i), rows);
        }
        root.setRowCount(rows);
    }

    private int readHeader(byte[] message) {
        if (!Arrays.equals(message, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw Wire.broken("no binary COPY");
        }
        int extension = Wire.int32(message, SIGNATURE.length + Integer.BYTES);
        headerRead = true;
        return SIGNATURE.length + 2 * Integer.BYTES + extension;
    }
}
