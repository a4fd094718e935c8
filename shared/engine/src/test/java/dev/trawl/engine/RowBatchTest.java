package dev.trawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowBatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Field> FIELDS =
            List.of(
                    new Field("n", Type.Simple.BIGINT),
                    new Field("#kind", Type.Simple.VARCHAR),
                    new Field("part", Type.Simple.INTEGER));

    private @TempDir Path folder;

    @Test
    void filesAreCutFromRowsInTheirOrder() throws IOException {
        List<List<@Nullable Object>> rows = List.of(row(3, "c", 1), row(1, "a", 2), row(2, "b", 3));
        try (Allocators memory = new Allocators(1 << 24);
                BufferAllocator allocator = memory.forRequest("test");
                RowBatch batch = batch(rows, List.of(), allocator)) {
            assertThat(batch.rows()).isEqualTo(3);
            assertThat(batch.groups(1)).containsExactly(new RowBatch.Group(List.of(), 0, 3));
            assertThat(csv(batch, 0, 2)).containsExactly("3,c,1", "1,a,2");
            assertThat(csv(batch, 2, 1)).containsExactly("2,b,3");
        }
    }

    @Test
    void equalValuesComeTogetherAndKeepTheirOrder() throws IOException {
        List<List<@Nullable Object>> rows =
                List.of(
                        row(1, "b", 2),
                        row(2, null, 1),
                        row(3, "b", 2),
                        row(4, "", 1),
                        row(5, "b", 1));
        try (Allocators memory = new Allocators(1 << 24);
                BufferAllocator allocator = memory.forRequest("test");
                RowBatch batch = batch(rows, List.of("#kind", "part"), allocator)) {
            assertThat(batch.groups(4))
                    .containsExactly(
                            new RowBatch.Group(List.of("", "1"), 0, 1),
                            new RowBatch.Group(List.of("b", "1"), 1, 1),
                            new RowBatch.Group(List.of("b", "2"), 2, 2),
                            new RowBatch.Group(Arrays.asList(null, "1"), 4, 1));
            assertThat(csv(batch, 2, 2)).containsExactly("1,b,2", "3,b,2");
            assertThatThrownBy(() -> batch.groups(3))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SPLITS_LIMIT_EXCEEDED));
        }
    }

    private List<String> csv(RowBatch batch, long from, long count) throws IOException {
        Path file = folder.resolve("rows.csv");
        batch.write(from, count, file, RowFiles.Format.CSV);
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size());
    }

    private RowBatch batch(
            List<List<@Nullable Object>> rows, List<String> grouped, BufferAllocator allocator) {
        return RowBatch.load(
                ArrowRows.reader(FIELDS, rows, 2, allocator),
                FIELDS,
                grouped,
                new EngineSettings(64 << 20, 1, 1 << 24, 1_000),
                new EngineContext(folder, allocator, NOW.plusSeconds(60), () -> false),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static List<@Nullable Object> row(long n, @Nullable String kind, int part) {
        return Arrays.asList(n, kind, (long) part);
    }
}
