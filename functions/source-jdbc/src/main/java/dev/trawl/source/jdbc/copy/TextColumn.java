package dev.trawl.source.jdbc.copy;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/// Values of any length: UTF-8 text as the server sends it, bytes, and the texts of UUIDs.
final class TextColumn implements CopyColumn {
    private static final int BYTES_PER_ROW = 16;
    private static final int BYTES_KEPT = 8 << 20;
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final int UUID_BYTES = 16;
    private static final int UUID_CHARACTERS = 36;

    private final Form form;
    private final Validity validity;
    private int[] ends;
    private byte[] bytes;
    private int used;

    /// What a field holds.
    enum Form {
        BYTES,
        UUID
    }

    TextColumn(Form form, int rowsMax) {
        this.form = form;
        validity = new Validity(rowsMax);
        ends = new int[rowsMax + 1];
        bytes = new byte[rowsMax * BYTES_PER_ROW];
    }

    @Override
    public void put(byte[] in, int at, int length, int row) {
        switch (form) {
            case BYTES -> {
                makeRoom(length);
                System.arraycopy(in, at, bytes, used, length);
                used += length;
            }
            case UUID -> putUuid(in, at, length);
        }
        ends[row + 1] = used;
    }

    private void putUuid(byte[] in, int at, int length) {
        if (length != UUID_BYTES) {
            throw Wire.broken("a uuid of another length");
        }
        makeRoom(UUID_CHARACTERS);
        for (int i = 0; i < UUID_BYTES; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                bytes[used++] = '-';
            }
            bytes[used++] = HEX[in[at + i] >> 4 & 0xf];
            bytes[used++] = HEX[in[at + i] & 0xf];
        }
    }

    private void makeRoom(int length) {
        if (length > bytes.length - used) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(used, length)));
        }
    }

    @Override
    public void putNull(int row) {
        ends[row + 1] = used;
        validity.putNull(row);
    }

    @Override
    public void grow(int rowsMax) {
        ends = Arrays.copyOf(ends, rowsMax + 1);
        validity.grow(rowsMax);
    }

    @Override
    public void moveTo(FieldVector vector, int rows) {
        BaseVariableWidthVector to = (BaseVariableWidthVector) vector;
        to.allocateNew(used, rows);
        to.getDataBuffer().setBytes(0, bytes, 0, used);
        to.getOffsetBuffer()
                .nioBuffer(0, (rows + 1) * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(ends, 0, rows + 1);
        validity.moveTo(to.getValidityBuffer(), rows);
        to.setLastSet(rows - 1);
        to.setValueCount(rows);
        used = 0;
        if (bytes.length > BYTES_KEPT) {
            bytes = new byte[BYTES_KEPT];
        }
    }
}
