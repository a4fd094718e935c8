package dev.trawl.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompressionTest {
    private static final List<Field> FIELDS =
            List.of(
                    new Field("n", Type.Simple.BIGINT),
                    new Field("s", Type.Simple.VARCHAR),
                    new Field("b", Type.Simple.BOOLEAN));

    private final Allocators allocators = new Allocators(256L << 20);
    private final BufferAllocator allocator = allocators.forRequest("q");
    private final Random random = new Random(7);

    @AfterEach
    void nothingLeaks() {
        assertThat(allocators.allocatedBytes()).isZero();
        allocator.close();
        allocators.close();
    }

    private List<List<@Nullable Object>> rows(int count) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(
                    random.nextInt(5) == 0
                            ? Arrays.asList(null, null, null)
                            : List.of(random.nextLong(), "text " + i, random.nextBoolean()));
        }
        return rows;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Part(byte[] bytes, long rows) {}

    private List<Part> parts(
            List<List<@Nullable Object>> rows, StreamEncoder.Compression compression)
            throws IOException {
        List<Part> parts = new ArrayList<>();
        try (ArrowReader reader = ArrowRows.reader(FIELDS, rows, 10_000, allocator)) {
            PartWriter.write(
                    reader,
                    200_000,
                    compression,
                    allocator,
                    part -> {
                        try (PartBytes bytes = part.bytes()) {
                            parts.add(new Part(bytes.toArray(), part.rows()));
                        }
                    });
        }
        return parts;
    }

    private List<List<@Nullable Object>> read(List<Part> parts, CompressionCodec.Factory codecs)
            throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Part part : parts) {
            try (ArrowReader reader =
                    new ArrowStreamReader(
                            new ByteArrayInputStream(part.bytes()), allocator, codecs)) {
                rows.addAll(ArrowRows.toRows(reader));
            }
        }
        return rows;
    }

    @Test
    void arrowsOwnCodecReadsCompressedParts() throws IOException {
        List<List<@Nullable Object>> rows = rows(50_000);

        List<Part> parts = parts(rows, StreamEncoder.Compression.ZSTD);

        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(bytes(parts)).isLessThan(bytes(parts(rows, StreamEncoder.Compression.NONE)));
        assertThat(read(parts, CommonsCompressionFactory.INSTANCE)).isEqualTo(rows);
        assertThat(read(parts, new ZstdCodecs())).isEqualTo(rows);
    }

    private static long bytes(List<Part> parts) {
        return parts.stream().mapToLong(p -> p.bytes().length).sum();
    }

    @Test
    void whatArrowsOwnCodecWroteIsRead() throws IOException {
        List<List<@Nullable Object>> rows = rows(20_000);
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try (ArrowReader reader = ArrowRows.reader(FIELDS, rows, 10_000, allocator);
                ArrowStreamWriter writer =
                        new ArrowStreamWriter(
                                reader.getVectorSchemaRoot(),
                                null,
                                java.nio.channels.Channels.newChannel(out),
                                IpcOption.DEFAULT,
                                CommonsCompressionFactory.INSTANCE,
                                CodecType.ZSTD)) {
            writer.start();
            while (reader.loadNextBatch()) {
                writer.writeBatch();
            }
            writer.end();
        }
        try (ArrowReader reader =
                new ArrowStreamReader(
                        new ByteArrayInputStream(out.toByteArray()), allocator, new ZstdCodecs())) {
            assertThat(ArrowRows.toRows(reader)).isEqualTo(rows);
        }
    }

    @Test
    void smallAnswersAreReadWithoutAnyCodec() throws IOException {
        List<List<@Nullable Object>> rows = rows(100);

        List<Part> parts = parts(rows, StreamEncoder.Compression.ZSTD);

        assertThat(read(parts, new OnlyPlain())).isEqualTo(rows);
    }

    @Test
    void noRowsAreOnePartWithTheSchema() throws IOException {
        List<Part> parts = parts(List.of(), StreamEncoder.Compression.ZSTD);

        assertThat(parts).hasSize(1);
        assertThat(parts.getFirst().rows()).isZero();
        try (ArrowReader reader = ArrowStreams.reader(parts.getFirst().bytes(), allocator)) {
            assertThat(ArrowTypes.fields(reader.getVectorSchemaRoot().getSchema()))
                    .isEqualTo(FIELDS);
        }
    }

    /// A reader without codecs.
    private static final class OnlyPlain implements CompressionCodec.Factory {
        @Override
        public CompressionCodec createCodec(CodecType type) {
            assertThat(type).isEqualTo(CodecType.NO_COMPRESSION);
            return NoCompressionCodec.INSTANCE;
        }

        @Override
        public CompressionCodec createCodec(CodecType type, int level) {
            return createCodec(type);
        }
    }
}
