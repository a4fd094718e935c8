package dev.trawl.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvenReaderTest {
    private static final Type PAIR =
            new Type.Row(
                    List.of(
                            new Field("a", Type.Simple.INTEGER),
                            new Field("b", Type.Simple.VARCHAR)));
    private static final List<Field> FIELDS =
            List.of(
                    new Field("n", Type.Simple.BIGINT),
                    new Field("flag", Type.Simple.BOOLEAN),
                    new Field("text", Type.Simple.VARCHAR),
                    new Field("price", new Type.Decimal(12, 2)));
    private static final List<Field> NESTED =
            List.of(
                    new Field("list", new Type.Array(Type.Simple.VARCHAR)),
                    new Field("map", new Type.Mapping(Type.Simple.VARCHAR, Type.Simple.INTEGER)),
                    new Field("pair", PAIR));

    private final Allocators allocators = new Allocators(64L << 20);
    private final BufferAllocator allocator = allocators.forRequest("q");

    @AfterEach
    void nothingLeaks() {
        allocator.close();
        allocators.close();
    }

    @Test
    void batchesFollowFromTheRowsAlone() throws IOException {
        Random random = new Random(7);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 103; i++) {
            rows.add(row(i, random));
        }
        for (int round = 0; round < 20; round++) {
            try (ArrowReader cut = cut(rows, random);
                    ArrowReader even = even(cut, 10, Long.MAX_VALUE)) {
                assertThat(sizes(even)).containsExactly(10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 3);
            }
            try (ArrowReader cut = cut(rows, random);
                    ArrowReader even = even(cut, 10, Long.MAX_VALUE)) {
                assertThat(ArrowRows.toRows(even)).isEqualTo(rows);
            }
        }
    }

    @Test
    void nestedValuesAreKept() throws IOException {
        List<String> all = new ArrayList<>();
        try (ArrowReader plain = new Nested(allocator, 29, 29)) {
            texts(plain, all);
        }
        for (int batch = 1; batch < 12; batch++) {
            List<String> even = new ArrayList<>();
            try (ArrowReader nested = new Nested(allocator, 29, batch);
                    ArrowReader reader = even(nested, 7, Long.MAX_VALUE)) {
                texts(reader, even);
            }
            assertThat(even).isEqualTo(all).hasSize(29);
        }
    }

    private static void texts(ArrowReader reader, List<String> texts) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        while (reader.loadNextBatch()) {
            for (int i = 0; i < root.getRowCount(); i++) {
                StringBuilder text = new StringBuilder();
                for (FieldVector vector : root.getFieldVectors()) {
                    text.append(vector.isNull(i) ? "null" : vector.getObject(i)).append(' ');
                }
                texts.add(text.toString());
            }
        }
    }

    /// Lists, maps and rows, some of them NULL.
    private static final class Nested extends ArrowReader {
        private final int rows;
        private final int batch;
        private int next;

        Nested(BufferAllocator allocator, int rows, int batch) {
            super(allocator);
            this.rows = rows;
            this.batch = batch;
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            prepareLoadNextBatch();
            VectorSchemaRoot root = getVectorSchemaRoot();
            root.clear();
            ListVector list = (ListVector) root.getVector(0);
            MapVector map = (MapVector) root.getVector(1);
            StructVector pair = (StructVector) root.getVector(2);
            int count = Math.min(batch, rows - next);
            for (int i = 0; i < count; i++, next++) {
                if (next % 3 != 0) {
                    UnionListWriter writer = list.getWriter();
                    writer.setPosition(i);
                    writer.startList();
                    for (int j = 0; j < next % 4; j++) {
                        writer.varChar().writeVarChar("t" + next + j);
                    }
                    writer.endList();
                }
                if (next % 5 != 0) {
                    UnionMapWriter writer = map.getWriter();
                    writer.setPosition(i);
                    writer.startMap();
                    writer.startEntry();
                    writer.key().varChar().writeVarChar("k" + next);
                    writer.value().integer().writeInt(next);
                    writer.endEntry();
                    writer.endMap();
                }
                if (next % 4 != 0) {
                    pair.setIndexDefined(i);
                    ((IntVector) pair.getChildByOrdinal(0)).setSafe(i, next);
                    ((VarCharVector) pair.getChildByOrdinal(1))
                            .setSafe(i, ("p" + next).getBytes(StandardCharsets.UTF_8));
                }
            }
            root.setRowCount(count);
            return count > 0;
        }

        @Override
        public long bytesRead() {
            return 0;
        }

        @Override
        protected void closeReadSource() {}

        @Override
        protected Schema readSchema() {
            return ArrowTypes.schema(NESTED);
        }
    }

    @Test
    void longTextsEndABatch() throws IOException {
        List<Field> fields = List.of(new Field("t", Type.Simple.VARCHAR));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int length : new int[] {40, 60, 1, 99, 0, 500, 3, 3}) {
            rows.add(List.of("x".repeat(length)));
        }
        for (int batch = 1; batch <= rows.size(); batch++) {
            try (ArrowReader cut = ArrowRows.reader(fields, rows, batch, allocator);
                    ArrowReader even = even(cut, 4, 100)) {
                assertThat(sizes(even)).containsExactly(2, 2, 2, 2);
            }
        }
    }

    @Test
    void noRowsAreNoBatch() throws IOException {
        try (ArrowReader none = ArrowRows.reader(FIELDS, List.of(), 5, allocator);
                ArrowReader even = even(none, 5, Long.MAX_VALUE)) {
            assertThat(even.loadNextBatch()).isFalse();
            assertThat(ArrowTypes.fields(even.getVectorSchemaRoot().getSchema())).isEqualTo(FIELDS);
        }
    }

    private ArrowReader even(ArrowReader input, int rowsMax, long textBytesMax) {
        return new EvenReader(input, () -> {}, allocator, rowsMax, textBytesMax);
    }

    private static List<@Nullable Object> row(int i, Random random) {
        return Arrays.asList(
                (long) i,
                random.nextBoolean() ? null : random.nextBoolean(),
                random.nextInt(3) == 0 ? null : "t".repeat(random.nextInt(9)),
                random.nextInt(4) == 0 ? null : BigDecimal.valueOf(i, 2));
    }

    /// Some readers after another, each with batches of some size.
    private ArrowReader cut(List<List<@Nullable Object>> rows, Random random) {
        List<Supplier<ArrowReader>> readers = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            int begin = from;
            int end = Math.min(rows.size(), from + random.nextInt(40));
            int batch = 1 + random.nextInt(30);
            readers.add(() -> ArrowRows.reader(FIELDS, rows.subList(begin, end), batch, allocator));
            from = end;
        }
        return new ConcatenatedReader(FIELDS, readers, allocator);
    }

    private static List<Integer> sizes(ArrowReader reader) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        while (reader.loadNextBatch()) {
            sizes.add(reader.getVectorSchemaRoot().getRowCount());
        }
        return sizes;
    }
}
