package dev.trawl.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartBytesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_191, 8_192, 8_193, 24_576, 2_100_000, 5_000_000})
    void whatIsWrittenIsRead(int count) throws IOException {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        try (BufferAllocator allocator = new RootAllocator();
                PartBytes part = new PartBytes(allocator)) {
            for (int at = 0; at < count; at += 70_001) {
                part.write(ByteBuffer.wrap(bytes, at, Math.min(70_001, count - at)));
            }

            assertThat(part.size()).isEqualTo(count);
            assertThat(part.toArray()).isEqualTo(bytes);
            assertThat(part.stream().readAllBytes()).isEqualTo(bytes);
            assertThat(part.stream().readNBytes(9_000))
                    .isEqualTo(new ByteArrayInputStream(bytes).readNBytes(9_000));
            assertThat(part.sha256()).isEqualTo(PartWriter.sha256(bytes));
            try (PartBytes copy = new PartBytes(allocator)) {
                copy.readFrom(new ByteArrayInputStream(new byte[20_000]));
                copy.readFrom(part.stream());
                assertThat(copy.toArray()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void singleBytesAreReadWithoutSign() throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                PartBytes part = part(allocator, new byte[] {-1, 7});
                InputStream in = part.stream()) {
            assertThat(new int[] {in.read(), in.read(), in.read(), in.read(new byte[3])})
                    .containsExactly(255, 7, -1, -1);
        }
    }

    @Test
    void theLastStreamFreesTheMemory() throws IOException {
        try (BufferAllocator allocator = new RootAllocator()) {
            PartBytes part = part(allocator, new byte[100]);
            part.lastStream().close();
            part.close();

            assertThat(allocator.getAllocatedMemory()).isZero();
        }
    }

    @Test
    void memoryIsLimitedByTheAllocatorAndFreedWhenFillingFails() {
        try (BufferAllocator allocator = new RootAllocator(1_000_000)) {
            assertThatThrownBy(() -> part(allocator, new byte[2_000_000]))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT_EXCEEDED));
            assertThat(allocator.getAllocatedMemory()).isZero();
        }
    }

    private static PartBytes part(BufferAllocator allocator, byte[] bytes) {
        return PartBytes.filled(allocator, part -> part.write(ByteBuffer.wrap(bytes)));
    }
}
