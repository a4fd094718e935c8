package dev.trawl.arrow;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;

/// Blanks what stands where a value is NULL. Arrow leaves that open, and engines leave there what
/// was in memory before, which may be a value that a mask replaced.
final class NullSlots {
    private NullSlots() {}

    static void clear(FieldVector vector) {
        if (vector instanceof BaseFixedWidthVector fixed && fixed.getNullCount() > 0) {
            clearFixed(fixed);
        }
        vector.getChildrenFromFields().forEach(NullSlots::clear);
    }

    private static void clearFixed(BaseFixedWidthVector vector) {
        ArrowBuf data = vector.getDataBuffer();
        int width = vector.getTypeWidth();
        for (int i = 0; i < vector.getValueCount(); i++) {
            if (!vector.isNull(i)) {
                continue;
            }
            if (vector instanceof BitVector) {
                BitVectorHelper.unsetBit(data, i);
            } else {
                data.setZero((long) i * width, width);
            }
        }
    }
}
