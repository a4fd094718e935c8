package dev.trawl.source.jdbc.copy;

import java.util.Arrays;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/// Booleans.
final class BitColumn implements CopyColumn {
    private byte[] bits;
    private final Validity validity;

    BitColumn(int rowsMax) {
        bits = new byte[(rowsMax + 7) / 8];
        validity = new Validity(rowsMax);
    }

    @Override
    public void put(byte[] in, int at, int length, int row) {
        if (length != 1) {
            throw Wire.broken("a boolean of another length");
        }
        if (in[at] != 0) {
            bits[row >> 3] |= (byte) (1 << (row & 7));
        }
    }

    @Override
    public void putNull(int row) {
        validity.putNull(row);
    }

    @Override
    public void grow(int rowsMax) {
        bits = Arrays.copyOf(bits, (rowsMax + 7) / 8);
        validity.grow(rowsMax);
    }

    @Override
    public void moveTo(FieldVector vector, int rows) {
        BitVector to = (BitVector) vector;
        to.allocateNew(rows);
        int length = (rows + 7) / 8;
        to.getDataBuffer().setBytes(0, bits, 0, length);
        validity.moveTo(to.getValidityBuffer(), rows);
        to.setValueCount(rows);
        Arrays.fill(bits, 0, length, (byte) 0);
    }
}
