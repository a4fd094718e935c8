package dev.trawl.source.jdbc.copy;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/// Which rows of a batch have a value; all, until told otherwise.
final class Validity {
    private static final byte ALL = (byte) 0xff;

    private byte[] bits;
    private boolean hasNulls;

    Validity(int rowsMax) {
        bits = new byte[(rowsMax + 7) / 8];
        Arrays.fill(bits, ALL);
    }

    void grow(int rowsMax) {
        int before = bits.length;
        bits = Arrays.copyOf(bits, (rowsMax + 7) / 8);
        Arrays.fill(bits, before, bits.length, ALL);
    }

    void putNull(int row) {
        bits[row >> 3] &= (byte) ~(1 << (row & 7));
        hasNulls = true;
    }

    /// Starts over. Bits after the last row are of no meaning.
    void moveTo(ArrowBuf buffer, int rows) {
        int length = (rows + 7) / 8;
        buffer.setBytes(0, bits, 0, length);
        if (hasNulls) {
            Arrays.fill(bits, 0, length, ALL);
            hasNulls = false;
        }
    }
}
