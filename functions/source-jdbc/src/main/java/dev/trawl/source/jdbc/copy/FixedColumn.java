package dev.trawl.source.jdbc.copy;

import java.util.Arrays;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;

/// Values of one width.
final class FixedColumn implements CopyColumn {
    private final FixedForm form;
    private final int width;
    private byte[] values;
    private final Validity validity;

    FixedColumn(FixedForm form, int rowsMax) {
        this.form = form;
        width = form.width();
        values = new byte[rowsMax * width];
        validity = new Validity(rowsMax);
    }

    @Override
    public void put(byte[] in, int at, int length, int row) {
        form.put(in, at, length, values, row * width);
    }

    @Override
    public void putNull(int row) {
        // No reader looks under a null, but what an earlier row had there is not to travel.
        Arrays.fill(values, row * width, (row + 1) * width, (byte) 0);
        validity.putNull(row);
    }

    @Override
    public void grow(int rowsMax) {
        values = Arrays.copyOf(values, rowsMax * width);
        validity.grow(rowsMax);
    }

    @Override
    public void moveTo(FieldVector vector, int rows) {
        BaseFixedWidthVector to = (BaseFixedWidthVector) vector;
        to.allocateNew(rows);
        to.getDataBuffer().setBytes(0, values, 0, (long) rows * width);
        validity.moveTo(to.getValidityBuffer(), rows);
        to.setValueCount(rows);
    }
}
