package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A table that is the current run of an export.
class CommittedFilesTest {
    private static final String PREFIX = "exports/daily/";

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");
    private @TempDir Path scratch;

    @Test
    void beforeTheFirstRunThereAreNoRows() {
        put("runs/r1/a1/part-0.csv", "n\n1\n");
        assertThat(rows("csv")).isEmpty();
    }

    @Test
    void onlyFilesThatTheManifestNamesAreRows() {
        put("runs/r1/a1/part-0.csv", "n\n1\n");
        String named = put("runs/r1/a2/part-0.csv", "n\n2\n");
        current("data", "csv", "runs/r1/a2/part-0.csv", named);
        assertThat(rows("csv")).containsExactly(List.of(2L));

        String next = put("runs/r2/a1/part-0.csv", "n\n3\n");
        current("data", "csv", "runs/r2/a1/part-0.csv", next);
        assertThat(rows("csv")).containsExactly(List.of(3L));
    }

    @Test
    void aFileThatWasChangedSinceItWasCommittedIsRefused() {
        String named = put("runs/r1/a1/part-0.csv", "n\n2\n");
        current("data", "csv", "runs/r1/a1/part-0.csv", named);
        put("runs/r1/a1/part-0.csv", "n\n9\n");
        assertCode(ErrorCode.SOURCE_CHANGED, "csv");
    }

    @Test
    void aManifestOfSomethingElseIsRefused() {
        String named = put("runs/r1/a1/part-0.csv", "n\n2\n");
        current("other", "csv", "runs/r1/a1/part-0.csv", named);
        assertCode(ErrorCode.SOURCE_DATA_INVALID, "csv");
        current("data", "parquet", "runs/r1/a1/part-0.csv", named);
        assertCode(ErrorCode.SOURCE_DATA_INVALID, "csv");
        current("data", "csv", "../../elsewhere.csv", named);
        store.put(PREFIX + "current.json", "{".getBytes(StandardCharsets.UTF_8), "x");
        assertCode(ErrorCode.SOURCE_DATA_INVALID, "csv");
    }

    /// Columns that the folders tell are taken from there, whatever the files hold.
    @Test
    void partitionsOfARunAreTheLastFolders() {
        String first = put("runs/r1/a1/day=2026-01-01/k=a%2Fb/part-0.csv", "n,k\n1,x\n");
        String second =
                put("runs/r1/a1/day=2026-01-02/k=__HIVE_DEFAULT_PARTITION__/p.csv", "n\n2\n");
        String third =
                put("runs/r1/a1/day=2026-01-02/k=%5F_HIVE_DEFAULT_PARTITION__/p.csv", "n\n3\n");
        String parts =
                """
                {"key":"%1$sruns/r1/a1/day=2026-01-01/k=a%%2Fb/part-0.csv",%2$s},
                {"key":"%1$sruns/r1/a1/day=2026-01-02/k=__HIVE_DEFAULT_PARTITION__/p.csv",%3$s},
                {"key":"%1$sruns/r1/a1/day=2026-01-02/k=%%5F_HIVE_DEFAULT_PARTITION__/p.csv",%4$s}
                """
                        .formatted(PREFIX, first, second, third);
        store.put(
                PREFIX + "current.json",
                ("{\"v\":1,\"bucket\":\"data\",\"format\":\"csv\",\"parts\":[" + parts + "]}")
                        .getBytes(StandardCharsets.UTF_8),
                "application/json");
        Reading reading = partitioned("day:date, k:varchar");
        assertThat(reading.rows(reading.scan("n", "k")))
                .containsExactlyInAnyOrder(
                        List.of(1L, "a/b"),
                        Arrays.asList(2L, null),
                        List.of(3L, "__HIVE_DEFAULT_PARTITION__"));
        Reading other = partitioned("k:varchar, day:date");
        assertThatThrownBy(() -> other.rows(other.scan("n")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID));
    }

    private Reading partitioned(String partitions) {
        return new Reading(
                new ObjectsSource(store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()),
                List.of(
                        new Field("n", Type.Simple.BIGINT),
                        new Field("k", Type.Simple.VARCHAR),
                        new Field("day", Type.Simple.DATE)),
                Map.of(
                        "prefix",
                        PREFIX,
                        "format",
                        "csv",
                        "manifest",
                        "current.json",
                        "partitions",
                        partitions),
                scratch);
    }

    private void assertCode(ErrorCode code, String format) {
        assertThatThrownBy(() -> rows(format))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private String put(String name, String text) {
        ObjectStore.ObjectInfo written =
                store.put(PREFIX + name, text.getBytes(StandardCharsets.UTF_8), "text/csv");
        return "\"bytes\":%d,\"etag\":\"%s\"".formatted(written.size(), written.etag());
    }

    private void current(String bucket, String format, String name, String facts) {
        String manifest =
                "{\"v\":1,\"bucket\":\"%s\",\"format\":\"%s\",\"parts\":[{\"key\":\"%s\",%s}]}"
                        .formatted(bucket, format, PREFIX + name, facts);
        store.put(
                PREFIX + "current.json",
                manifest.getBytes(StandardCharsets.UTF_8),
                "application/json");
    }

    private List<List<@Nullable Object>> rows(String format) {
        Reading reading =
                new Reading(
                        new ObjectsSource(
                                store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()),
                        List.of(new Field("n", Type.Simple.BIGINT)),
                        Map.of("prefix", PREFIX, "format", format, "manifest", "current.json"),
                        scratch);
        return reading.rows(reading.scan("n"));
    }
}
