package dev.trawl.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrowStreamsTest {
    private static final List<Field> NUMBER = List.of(new Field("n", Type.Simple.BIGINT));

    private final Allocators allocators = new Allocators(64L << 20);
    private final BufferAllocator allocator = allocators.forRequest("q");

    @AfterEach
    void nothingLeaks() {
        assertThat(allocators.allocatedBytes()).isZero();
        allocator.close();
        allocators.close();
    }

    @Test
    void valuesOfEveryTypeSurviveTheStream() throws IOException {
        List<Field> fields = new ArrayList<>();
        for (Type.Simple type : Type.Simple.values()) {
            fields.add(new Field(type.text(), type));
        }
        fields.add(new Field("price", new Type.Decimal(38, 10)));
        List<@Nullable Object> row = new ArrayList<>();
        for (Type.Simple type : Type.Simple.values()) {
            row.add(extreme(type));
        }
        row.add(new BigDecimal("-9999999999999999999999999999.9999999999"));
        List<@Nullable Object> nulls = Arrays.asList(new Object[fields.size()]);

        try (ArrowReader rows = ArrowRows.reader(fields, List.of(row, nulls), 1, allocator);
                ArrowReader read = ArrowStreams.reader(ArrowStreams.toBytes(rows), allocator)) {
            assertThat(ArrowTypes.fields(read.getVectorSchemaRoot().getSchema())).isEqualTo(fields);
            assertThat(ArrowRows.toRows(read)).containsExactly(row, nulls);
        }
    }

    private static Object extreme(Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> true;
            case TINYINT -> -128L;
            case SMALLINT -> -32_768L;
            case INTEGER -> (long) Integer.MIN_VALUE;
            case BIGINT -> Long.MIN_VALUE;
            case REAL -> Float.NaN;
            case DOUBLE -> -0.0;
            case VARCHAR, JSON -> "\"ä€😀\0\"";
            case VARBINARY -> Bytes.fromHex("00ff80");
            case DATE -> LocalDate.of(1, 1, 1);
            case TIME -> LocalTime.of(23, 59, 59, 999_999_000);
            case TIMESTAMP -> LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000);
            case TIMESTAMP_TZ -> Instant.parse("0001-01-01T00:00:00Z");
            case UUID -> new UUID(-1, 0);
        };
    }

    @Test
    void nestedTypesComeBackFromTheSchema() {
        List<Field> fields =
                List.of(
                        new Field("a", new Type.Array(Type.Simple.UUID)),
                        new Field("m", new Type.Mapping(Type.Simple.VARCHAR, Type.Simple.JSON)),
                        new Field("r", new Type.Row(List.of(new Field("x y", Type.Simple.DATE)))));

        assertThat(ArrowTypes.fields(ArrowTypes.schema(fields))).isEqualTo(fields);
    }

    @Test
    void partsHoldAllRowsInOrder() throws IOException {
        List<List<Long>> rows = LongStream.range(0, 10_000).mapToObj(List::of).toList();
        List<PartWriter.Part> parts = new ArrayList<>();

        try (ArrowReader reader = ArrowRows.reader(NUMBER, rows, 100, allocator)) {
            PartWriter.write(reader, 10_000, StreamEncoder.Compression.NONE, allocator, parts::add);
        }

        assertThat(parts).hasSizeGreaterThan(5);
        assertThat(parts.stream().mapToLong(PartWriter.Part::rows).sum()).isEqualTo(10_000);
        List<Supplier<ArrowReader>> readers = new ArrayList<>();
        parts.forEach(
                p -> readers.add(() -> ArrowStreams.reader(p.bytes().lastStream(), allocator)));
        try (ArrowReader all = new ConcatenatedReader(NUMBER, readers, allocator)) {
            assertThat(ArrowRows.toRows(all)).isEqualTo(rows);
        }
    }

    @Test
    void noRowsAreOnePartWithTheSchema() throws IOException {
        List<PartWriter.Part> parts = new ArrayList<>();

        try (ArrowReader reader = ArrowRows.reader(NUMBER, List.of(), 100, allocator)) {
            PartWriter.write(reader, 10_000, StreamEncoder.Compression.NONE, allocator, parts::add);
        }

        assertThat(parts).hasSize(1).first().satisfies(p -> assertThat(p.rows()).isZero());
        parts.getFirst().bytes().close();
    }

    @Test
    void streamsOfOtherColumnsAreRefused() throws IOException {
        List<Field> other = List.of(new Field("n", Type.Simple.VARCHAR));
        try (ArrowReader all =
                new ConcatenatedReader(
                        NUMBER,
                        List.of(() -> ArrowRows.reader(other, List.of(), 1, allocator)),
                        allocator)) {
            assertThatThrownBy(all::loadNextBatch)
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_MESSAGE));
        }
    }

    @Test
    void memoryOfARequestIsBounded() {
        try (Allocators small = new Allocators(1_000);
                BufferAllocator request = small.forRequest("q")) {
            assertThatThrownBy(() -> request.buffer(2_000))
                    .isInstanceOfSatisfying(
                            OutOfMemoryException.class,
                            e ->
                                    assertThat(Allocators.limitExceeded(e).code())
                                            .isEqualTo(ErrorCode.MEMORY_LIMIT_EXCEEDED));
        }
    }
}
