package dev.trawl.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Test;

class NullSlotsTest {
    private static final List<Field> FIELDS =
            List.of(new Field("salary", Type.Simple.BIGINT), new Field("old", Type.Simple.BOOLEAN));

    @Test
    void nothingIsWrittenWhereAValueIsNull() throws IOException {
        byte[] stream;
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root =
                        VectorSchemaRoot.create(ArrowTypes.schema(FIELDS), allocator)) {
            BigIntVector salary = (BigIntVector) root.getVector(0);
            BitVector old = (BitVector) root.getVector(1);
            for (int i = 0; i < 20; i++) {
                salary.setSafe(i, 4_711 + i);
                old.setSafe(i, 1);
                if (i % 3 == 0) {
                    BitVectorHelper.unsetBit(salary.getValidityBuffer(), i);
                    BitVectorHelper.unsetBit(old.getValidityBuffer(), i);
                }
            }
            root.setRowCount(20);
            StreamEncoder encoder =
                    new StreamEncoder(root, StreamEncoder.Compression.NONE, allocator);
            encoder.writeBatch();
            try (encoder;
                    PartBytes bytes = encoder.finish()) {
                stream = bytes.toArray();
            }
        }
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ArrowStreams.reader(stream, allocator)) {
            reader.loadNextBatch();
            BigIntVector salary = (BigIntVector) reader.getVectorSchemaRoot().getVector(0);
            BitVector old = (BitVector) reader.getVectorSchemaRoot().getVector(1);
            for (int i = 0; i < 20; i++) {
                boolean isNull = i % 3 == 0;
                assertThat(salary.isNull(i)).isEqualTo(isNull);
                assertThat(salary.getDataBuffer().getLong(i * 8L))
                        .isEqualTo(isNull ? 0 : 4_711 + i);
                assertThat(BitVectorHelper.get(old.getDataBuffer(), i)).isEqualTo(isNull ? 0 : 1);
            }
        }
    }
}
