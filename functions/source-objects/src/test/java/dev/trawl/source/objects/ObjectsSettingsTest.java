package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.lambda.Settings;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectsSettingsTest {
    private static final List<Field> COLUMNS = List.of(new Field("id", Type.Simple.BIGINT));
    private static final byte[] FILE =
            ParquetFiles.of("SELECT range AS id FROM range(5000)", "COMPRESSION uncompressed");

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");
    private @TempDir Path scratch;

    @Test
    void absentVariablesHaveDefaults() {
        assertThat(ObjectsSettings.of(new Settings(Map.of()))).isEqualTo(ObjectsSettings.DEFAULT);
    }

    @Test
    void everyVariableIsRead() {
        assertThat(
                        ObjectsSettings.of(
                                new Settings(
                                        Map.of(
                                                "TRAWL_FILES_MAX", "1",
                                                "TRAWL_FOOTER_BYTES_MAX", "2B",
                                                "TRAWL_FETCH_BYTES_MAX", "3B",
                                                "TRAWL_GROUP_BYTES_MAX", "4B",
                                                "TRAWL_FILE_BYTES_MAX", "5B",
                                                "TRAWL_REQUEST_BYTES_MAX", "6B",
                                                "TRAWL_CONNECTIONS", "7"))))
                .isEqualTo(new ObjectsSettings(1, 2, 3, 4, 5, 6, 7));
    }

    @Test
    void tooManyFilesAreRefused() {
        put("t/a.parquet");
        put("t/b.parquet");

        assertRefused(
                new ObjectsSettings(1, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 1),
                ErrorCode.SPLITS_LIMIT_EXCEEDED);
    }

    @Test
    void tooLargeFootersAreRefused() {
        put("t/a.parquet");

        assertRefused(
                new ObjectsSettings(9, 10, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 1),
                ErrorCode.SOURCE_DATA_INVALID);
    }

    @Test
    void tooManyBytesAreRefused() {
        put("t/a.parquet");

        assertRefused(
                new ObjectsSettings(9, 1 << 20, 1_000, 1 << 20, 1 << 20, 1 << 20, 1),
                ErrorCode.BYTES_LIMIT_EXCEEDED);
        assertRefused(
                new ObjectsSettings(9, 1 << 20, 1 << 20, 1 << 20, 1_000, 1 << 20, 1),
                ErrorCode.BYTES_LIMIT_EXCEEDED);
    }

    @Test
    void unknownMappingIsRefused() {
        Reading reading =
                new Reading(
                        new ObjectsSource(
                                store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()),
                        COLUMNS,
                        Map.of("prefix", "t/", "format", "orc"),
                        scratch);

        assertThatThrownBy(() -> reading.rows(reading.scan("id")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RESOURCE));
    }

    private void put(String key) {
        store.put(key, FILE, "application/octet-stream");
    }

    private void assertRefused(ObjectsSettings settings, ErrorCode code) {
        Reading reading =
                new Reading(
                        new ObjectsSource(store, settings, ParquetFixture.evaluator()),
                        COLUMNS,
                        Map.of("prefix", "t/", "format", "parquet"),
                        scratch);
        assertThatThrownBy(() -> reading.rows(reading.scan("id")))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
