package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.source.Sample;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which files and row groups are looked at to know what a table holds.
class SampleTest {
    private static final List<Field> COLUMNS = List.of(new Field("n", Type.Simple.BIGINT));

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");

    @TempDir private Path scratch;

    @Test
    void ofOneFileRowGroupsFromItsBeginningToItsEndAreRead() {
        put("one.parquet", ParquetFiles.of("SELECT range AS n FROM range(204800)", groups()));
        Sample sample = sample(1 << 30, "parquet");
        assertThat(sample.tableRows()).isEqualTo(204_800);
        List<Long> rows = numbers(sample, 1 << 30, "parquet");
        assertThat(rows).hasSize(64 * 2_048).hasSize((int) sample.rows());
        assertThat(rows).anyMatch(n -> n < 8_192).anyMatch(n -> n > 196_608);
        assertThat(rows).anyMatch(n -> n > 100_000 && n < 110_000);
    }

    @Test
    void howMuchIsReadIsBoundedWhateverTheTableHas() {
        byte[] bytes = ParquetFiles.of("SELECT range AS n FROM range(2048)", groups());
        for (int i = 0; i < 100; i++) {
            put("part-%03d.parquet".formatted(i), bytes);
        }
        long file = bytes.length;
        Sample sample = sample(10 * file, "parquet");
        assertThat(numbers(sample, 10 * file, "parquet"))
                .hasSizeBetween(2_048, 16 * 2_048)
                .hasSize((int) sample.rows());
        assertThat(sample.split()).containsPattern("part-0[01]").containsPattern("part-0[89]");
        assertThat(sample.tableRows()).isBetween(100L * 2_048, 140L * 2_048);
        assertThat(sample(10 * file, "parquet")).isEqualTo(sample);
    }

    @Test
    void rowsOfCompressedTextAreEstimatedFromItsBeginning() {
        String text =
                IntStream.range(0, 50_000)
                        .mapToObj(i -> String.valueOf(1_000_000 + i))
                        .collect(Collectors.joining("\n", "n\n", "\n"));
        put("all.csv.gz", compressed(text));
        Sample sample = sample(1 << 30, "csv");
        assertThat(sample.tableRows()).isBetween(40_000L, 100_000L);
        assertThat(numbers(sample, 1 << 30, "csv")).hasSize(50_000);
    }

    @Test
    void aTableWithoutFilesHasNoSample() {
        assertThat(reading(1 << 30, "parquet").sample("n")).isEmpty();
    }

    private static String groups() {
        return "ROW_GROUP_SIZE 2048";
    }

    private void put(String name, byte[] bytes) {
        store.put("t/" + name, bytes, "application/octet-stream");
    }

    private Sample sample(long bytes, String format) {
        return reading(bytes, format).sample("n").orElseThrow();
    }

    private List<Long> numbers(Sample sample, long bytes, String format) {
        Reading reading = reading(bytes, format);
        List<List<@Nullable Object>> rows = reading.rows(reading.scan("n"), sample.split());
        return rows.stream().map(r -> (Long) r.getFirst()).toList();
    }

    private Reading reading(long groupBytes, String format) {
        ObjectsSettings usual = ObjectsSettings.DEFAULT;
        ObjectsSettings settings =
                new ObjectsSettings(
                        usual.filesMax(),
                        usual.footerBytesMax(),
                        usual.fetchBytesMax(),
                        groupBytes,
                        usual.fileBytesMax(),
                        usual.requestBytesMax(),
                        usual.connections());
        return new Reading(
                new ObjectsSource(store, settings, ParquetFixture.evaluator()),
                COLUMNS,
                Map.of("prefix", "t/", "format", format),
                scratch);
    }

    private static byte[] compressed(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
