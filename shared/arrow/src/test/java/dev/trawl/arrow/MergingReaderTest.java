package dev.trawl.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MergingReaderTest {
    private static final List<Field> FIELDS = List.of(new Field("n", Type.Simple.BIGINT));

    private final Allocators allocators = new Allocators(64L << 20);
    private final BufferAllocator allocator = allocators.forRequest("q");

    @AfterEach
    void nothingLeaks() {
        allocator.close();
        allocators.close();
    }

    private ArrowReader numbers(long from, long to) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        LongStream.range(from, to).forEach(n -> rows.add(List.of(n)));
        return ArrowRows.reader(FIELDS, rows, 10, allocator);
    }

    private MergingReader merged(Runnable stop, ArrowReader... readers) {
        return new MergingReader(ArrowTypes.schema(FIELDS), List.of(readers), stop, allocator);
    }

    private static void nothing() {}

    @Test
    void everyRowOfEveryReaderComesOnce() throws IOException {
        try (ArrowReader reader =
                merged(
                        MergingReaderTest::nothing,
                        numbers(0, 1_000),
                        numbers(1_000, 1_005),
                        numbers(5, 5))) {
            assertThat(ArrowRows.toRows(reader).stream().map(row -> row.getFirst()))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 1_005).<Object>mapToObj(n -> n).toList());
        }
    }

    @Test
    void aReaderThatFailsFailsTheWhole() throws IOException {
        try (ArrowReader reader =
                merged(
                        MergingReaderTest::nothing,
                        numbers(0, 1_000),
                        new Waiting(
                                allocator,
                                () -> {
                                    throw new IOException("broken off");
                                }))) {
            assertThatThrownBy(() -> ArrowRows.toRows(reader)).hasMessage("broken off");
        }
    }

    @Test
    void closingInTheMiddleStopsReadersThatWait() throws IOException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (ArrowReader reader =
                merged(
                        stopped::countDown,
                        numbers(0, 1_000),
                        new Waiting(allocator, stopped::await))) {
            assertThat(reader.loadNextBatch()).isTrue();
        }
        assertThat(stopped.getCount()).isZero();
    }

    @Test
    void closingBeforeReadingClosesTheReaders() throws IOException {
        merged(MergingReaderTest::nothing, numbers(0, 10)).close();
    }

    /// A reader whose source keeps it waiting.
    private static final class Waiting extends ArrowReader {
        private final Source source;

        /// What is waited for.
        private interface Source {
            void await() throws IOException, InterruptedException;
        }

        Waiting(BufferAllocator allocator, Source source) {
            super(allocator);
            this.source = source;
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            try {
                source.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return false;
        }

        @Override
        public long bytesRead() {
            return 0;
        }

        @Override
        protected void closeReadSource() {}

        @Override
        protected Schema readSchema() {
            return ArrowTypes.schema(FIELDS);
        }
    }
}
