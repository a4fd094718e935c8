package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenFilesTest {
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("id", Type.Simple.BIGINT),
                    new Field("name", Type.Simple.VARCHAR),
                    new Field("day", Type.Simple.DATE));
    private static final byte[] GOOD =
            ParquetFiles.of(
                    "SELECT i AS id, 'secret-' || i AS name, DATE '2001-01-01' + CAST(i AS INTEGER) AS day"
                            + " FROM range(100) AS r(i)",
                    "COMPRESSION snappy");

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");
    private @TempDir Path scratch;

    @Test
    void everyTruncatedFileIsRefused() {
        for (int length = 1; length < GOOD.length; length += 13) {
            int at = length;
            assertThatThrownBy(() -> rows(Arrays.copyOf(GOOD, at)))
                    .as("first %d bytes", at)
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID);
                                assertThat(e.text()).startsWith("file 't/part.parquet'");
                            });
        }
    }

    @Test
    void flippedBytesEndInRowsOrInACodedErrorWithoutValues() {
        int refused = 0;
        for (int at = 0; at < GOOD.length; at += 7) {
            byte[] bytes = GOOD.clone();
            bytes[at] ^= (byte) 0xA5;
            try {
                rows(bytes);
            } catch (TrawlException e) {
                assertThat(e.code())
                        .as("byte %d: %s", at, e.text())
                        .isEqualTo(ErrorCode.SOURCE_DATA_INVALID);
                assertThat(e.text()).doesNotContain("secret-").contains("part.parquet");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(20);
    }

    @Test
    void fileWithoutAColumnOfTheCatalogIsRefused() {
        assertRefused(
                ParquetFiles.of("SELECT 1::BIGINT AS id, 'x' AS name", "COMPRESSION snappy"),
                "file 't/part.parquet' has no column 'day'");
    }

    @Test
    void fileWithAColumnOfAnotherTypeIsRefused() {
        assertRefused(
                ParquetFiles.of(
                        "SELECT 'one' AS id, 'x' AS name, DATE '2001-01-01' AS day",
                        "COMPRESSION snappy"),
                "file 't/part.parquet' has varchar in column 'id', where the catalog has bigint");
    }

    @Test
    void columnsThatDifferInCaseOnlyAreRefused() {
        byte[] file =
                ParquetFiles.of(
                        "SELECT 7::BIGINT AS id, 8::BIGINT AS xx, 'x' AS name, DATE '2001-01-01' AS day",
                        "COMPRESSION uncompressed");
        // The footer names columns in its schema and in each chunk's path.
        for (int i = 0; i + 1 < file.length; i++) {
            if (file[i] == 'x' && file[i + 1] == 'x') {
                file[i] = 'I';
                file[i + 1] = 'D';
            }
        }

        assertRefused(
                file, "file 't/part.parquet' has several columns 'id' that differ in case only");
    }

    @Test
    void narrowerIntegersAreRead() {
        assertThat(
                        rows(
                                ParquetFiles.of(
                                        "SELECT 7::UTINYINT AS id, 'x' AS name, DATE '2001-01-01' AS day",
                                        "COMPRESSION snappy")))
                .hasSize(1)
                .first()
                .satisfies(r -> assertThat(r.getFirst()).isEqualTo(7L));
    }

    @Test
    void datesOutsideTheCalendarAreRefused() {
        assertThatThrownBy(() ->
                        rows(
                                ParquetFiles.of(
                                        "SELECT 1::BIGINT AS id, 'x' AS name, DATE '12001-01-01' AS day",
                                        "COMPRESSION snappy")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID))
                .hasMessageContaining("part.parquet");
    }

    @Test
    void fileThatChangesAfterItWasListedIsToldApart() {
        store.put("t/part.parquet", GOOD, "application/octet-stream");
        Reading reading = reading();
        String split = reading.splits(reading.scan("id"), 1).splits().getFirst().token();
        store.put(
                "t/part.parquet",
                ParquetFiles.of("SELECT 1::BIGINT AS id", "COMPRESSION snappy"),
                "application/octet-stream");

        assertThatThrownBy(() -> reading.rows(reading.scan("id"), split))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    }

    @Test
    void textsThatAreNoValuesAreRefusedWithoutThem() {
        for (String csv :
                List.of(
                        "id,name,day\nsecret,x,2001-01-01\n",
                        "id,name,day\n1,x,2001-02-30\n",
                        "id,name,day\n1,x\n",
                        "id,name,day\n1,x,2001-01-01,secret\n",
                        "id,name,day\n1,\"secret,2001-01-01\n",
                        "id,name,day\n99999999999999999999,x,2001-01-01\n")) {
            assertThatThrownBy(() -> csv(csv))
                    .as(csv)
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID);
                                assertThat(e.text()).contains("all.csv").doesNotContain("secret");
                            });
        }
    }

    @Test
    void textsMayHaveTheirColumnsInAnyOrderAndMoreOfThem() {
        assertThat(csv("extra,day,name,id\n,2001-01-01,\"a \"\"b\"\"\n,c\",7\nx,,\"\",8\n"))
                .containsExactly(
                        Arrays.asList(7L, "a \"b\"\n,c", java.time.LocalDate.of(2001, 1, 1)),
                        Arrays.asList(8L, "", null));
    }

    private List<List<@Nullable Object>> csv(String text) {
        store.put("c/all.csv", text.getBytes(StandardCharsets.UTF_8), "text/csv");
        Reading reading =
                new Reading(source(), COLUMNS, Map.of("prefix", "c/", "format", "csv"), scratch);
        return reading.rows(reading.scan("id", "name", "day"));
    }

    private void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> rows(bytes))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID))
                .hasMessage(message);
    }

    private List<List<@Nullable Object>> rows(byte[] bytes) {
        store.put("t/part.parquet", bytes, "application/octet-stream");
        return reading().rows(reading().scan("id", "name", "day"));
    }

    private Reading reading() {
        return new Reading(source(), COLUMNS, Map.of("prefix", "t/", "format", "parquet"), scratch);
    }

    private ObjectsSource source() {
        return new ObjectsSource(store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator());
    }
}
