package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedFootersTest {
    private static final String KEY = "t/part.parquet";
    private static final List<Field> COLUMNS = List.of(new Field("id", Type.Simple.BIGINT));

    private final CountingStore store = CountingStore.of(new InMemoryObjectStore("data"));
    private @TempDir Path scratch;

    @Test
    void footerIsReadOnceForEachVersionOfAFile() {
        put(7);
        Reading reading = reading(CacheSettings.DEFAULT);

        assertThat(reading.rows(reading.scan("id"))).containsExactly(List.of(7L));
        assertThat(reading.rows(reading.scan("id"))).containsExactly(List.of(7L));
        assertThat(store.tails()).hasValue(1);
    }

    @Test
    void footerIsReadEachTimeWhereNoneAreKept() {
        put(7);
        Reading reading = reading(CacheSettings.NONE);
        reading.rows(reading.scan("id"));
        reading.rows(reading.scan("id"));

        assertThat(store.tails()).hasValue(2);
    }

    @Test
    void replacedFileOfTheSameSizeIsSeen() {
        int before = put(7);
        Reading reading = reading(CacheSettings.DEFAULT);
        assertThat(reading.rows(reading.scan("id"))).containsExactly(List.of(7L));

        assertThat(put(8)).isEqualTo(before);

        assertThat(reading.rows(reading.scan("id"))).containsExactly(List.of(8L));
    }

    @Test
    void fileReplacedUnderAQueryIsToldThoughItsFooterIsKept() {
        put(7);
        Reading reading = reading(new CacheSettings(1 << 20, 0));
        String split = reading.splits(reading.scan("id"), 1).splits().getFirst().token();
        reading.rows(reading.scan("id"), split);
        put(8);

        assertThatThrownBy(() -> reading.rows(reading.scan("id"), split))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    }

    @Test
    void pagesAreFetchedOnceForEachVersionOfAFile() {
        put(7);
        Reading reading = reading(CacheSettings.DEFAULT);
        reading.rows(reading.scan("id"));
        long fetched = store.bytes().get();

        assertThat(reading.rows(reading.scan("id"))).containsExactly(List.of(7L));
        assertThat(fetched).isPositive().isEqualTo(store.bytes().get());
        put(8);
        assertThat(reading.rows(reading.scan("id"))).containsExactly(List.of(8L));
        put(7);
        assertThat(reading.rows(reading.scan("id"))).containsExactly(List.of(7L));
    }

    @Test
    void pagesAreGivenUpWhereTheyTakeTooMuch() throws IOException {
        for (int i = 0; i < 20; i++) {
            store.put(
                    "t/part-%d.parquet".formatted(i),
                    ParquetFiles.of("SELECT %d::BIGINT AS id".formatted(i), "COMPRESSION snappy"),
                    "application/octet-stream");
        }
        Reading reading = reading(new CacheSettings(1 << 20, 1_000));

        assertThat(reading.rows(reading.scan("id"))).hasSize(20);
        assertThat(reading.rows(reading.scan("id"))).hasSize(20);
        assertThat(keptBytes()).isBetween(1L, 1_000L);
    }

    private long keptBytes() throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            return files.filter(f -> Files.isRegularFile(f) && f.toString().contains("/chunks-"))
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    @Test
    void footersAreGivenUpWhereTheyTakeTooMuch() {
        for (int i = 0; i < 20; i++) {
            store.put(
                    "t/part-%d.parquet".formatted(i),
                    ParquetFiles.of("SELECT %d::BIGINT AS id".formatted(i), "COMPRESSION snappy"),
                    "application/octet-stream");
        }
        Reading reading = reading(new CacheSettings(30_000, 0));

        assertThat(reading.rows(reading.scan("id"))).hasSize(20);
        assertThat(reading.rows(reading.scan("id"))).hasSize(20);
        assertThat(store.tails().get()).isBetween(21L, 40L);
    }

    @Test
    void filesThatCannotMatterAreLeftOutWithoutTheirFooters() {
        for (int i = 0; i < 20; i++) {
            put("t/part-%d.parquet".formatted(i), "SELECT %d::BIGINT AS id".formatted(i));
        }
        Reading reading = reading(new CacheSettings(36_000, 0));
        reading.rows(with(reading, 7));

        assertThat(reading.rows(with(reading, 8))).containsExactly(List.of(8L));
        assertThat(store.tails().get()).isBetween(20L, 21L);
        put("t/part-3.parquet", "SELECT 8::BIGINT AS id");
        assertThat(reading.rows(with(reading, 8))).hasSize(2);
        assertThat(reading.rows(reading.scan("id"))).hasSize(20);
    }

    @Test
    void fileWithAnotherTypeIsToldEachTime() {
        put("t/part-0.parquet", "SELECT 1::BIGINT AS id");
        put("t/part-1.parquet", "SELECT 'x' AS id");
        Reading reading = reading(CacheSettings.DEFAULT);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> reading.rows(with(reading, 7)))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID));
        }
    }

    private static Relation with(Reading reading, long id) {
        Relation.Scan scan = reading.scan("id");
        return new Relation.Filter(
                scan, Expr.Call.of(Function.EQ, Expressions.column(scan, 0), Literals.of(id)));
    }

    private void put(String key, String sql) {
        store.put(key, ParquetFiles.of(sql, "COMPRESSION snappy"), "application/octet-stream");
    }

    private int put(int id) {
        byte[] file =
                ParquetFiles.of("SELECT %d::BIGINT AS id".formatted(id), "COMPRESSION snappy");
        store.put(KEY, file, "application/octet-stream");
        return file.length;
    }

    private Reading reading(CacheSettings caches) {
        ObjectsSettings d = ObjectsSettings.DEFAULT;
        ObjectsSettings settings =
                new ObjectsSettings(
                        d.filesMax(),
                        d.footerBytesMax(),
                        d.fetchBytesMax(),
                        d.groupBytesMax(),
                        d.fileBytesMax(),
                        d.requestBytesMax(),
                        d.connections(),
                        caches);
        return new Reading(
                new ObjectsSource(store, settings, ParquetFixture.evaluator()),
                COLUMNS,
                Map.of("prefix", "t/", "format", "parquet"),
                scratch);
    }
}
