package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFormatsTest {
    private static final Type.Decimal MONEY = new Type.Decimal(30, 10);
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("id", Type.Simple.BIGINT),
                    new Field("name", Type.Simple.VARCHAR),
                    new Field("price", MONEY),
                    new Field("day", Type.Simple.DATE),
                    new Field("more", Type.Simple.JSON));
    private static final String CSV =
            "id,name,price,day,more\n1,\"a \"\"b\"\"\n\",12345678901234567890.1234567891,2001-02-03,{}\n2,,,,\n";
    private static final String JSON =
            """
            {"id":1,"name":"a \\"b\\"\\n","price":12345678901234567890.1234567891,"day":"2001-02-03","more":{}}

            {"other":[1,{"id":7}],"id":2,"name":null}
            """;
    private static final List<List<@Nullable Object>> ROWS =
            List.of(
                    Arrays.asList(
                            1L,
                            "a \"b\"\n",
                            new BigDecimal("12345678901234567890.1234567891"),
                            LocalDate.of(2001, 2, 3),
                            "{}"),
                    Arrays.asList(2L, null, null, null, null));

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");
    private @TempDir Path scratch;

    @Test
    void compressedTextsAreTheSameRows() throws IOException {
        assertThat(rows("csv", "a.csv", utf8(CSV))).isEqualTo(ROWS);
        assertThat(rows("csv", "a.csv.gz", gzip(CSV))).isEqualTo(ROWS);
        assertThat(rows("csv", "a.csv.zst", Zstd.compress(utf8(CSV)))).isEqualTo(ROWS);
    }

    @Test
    void objectsOfLinesAreRowsWithAllTheirDigits() throws IOException {
        assertThat(rows("json", "a.jsonl", utf8(JSON))).isEqualTo(ROWS);
        assertThat(rows("json", "a.json.gz", gzip(JSON))).isEqualTo(ROWS);
        assertThat(rows("json", "a.ndjson.zst", Zstd.compress(utf8(JSON)))).isEqualTo(ROWS);
    }

    @Test
    void linesThatAreNoObjectsAreToldByNumberWithoutValues() {
        for (String line :
                List.of(
                        "{\"name\":\"secret\"",
                        "[\"secret\"]",
                        "secret",
                        "{\"name\":\"secret\"} {}",
                        "{\"name\":\"secret\",\"name\":\"x\"}",
                        "{\"name\":\"secret\\u0000\"}",
                        "{\"name\":\"secret\\ud800\"}")) {
            assertRefused(
                    "json",
                    "a.json",
                    utf8("{\"id\":1}\n" + line + "\n"),
                    "file 't/a.json' has no readable JSON object in line 2");
        }
        assertRefused(
                "json",
                "a.json",
                utf8("{\"name\":[\"secret\"]}\n"),
                "file 't/a.json' has an array or object for column 'name' in line 1, where the catalog has varchar");
    }

    @Test
    void valuesOfOtherTypesAreRefusedWithoutThem() {
        for (String line : List.of("{\"id\":\"secret\"}", "{\"id\":1.5}", "{\"day\":20010203}")) {
            assertRefused(
                    "json",
                    "a.json",
                    utf8(line),
                    "file 't/a.json' cannot be read: it is damaged, or a value is not of its column's type");
        }
    }

    @Test
    void damagedCompressionIsRefused() throws IOException {
        String message =
                "file 't/%s' cannot be read: it is damaged or not compressed as its name says";
        byte[] gzip = gzip(CSV);
        byte[] zstd = Zstd.compress(utf8(CSV));
        assertRefused("csv", "a.csv.gz", utf8(CSV), message.formatted("a.csv.gz"));
        assertRefused("csv", "a.csv.gz", Arrays.copyOf(gzip, 60), message.formatted("a.csv.gz"));
        assertRefused("csv", "a.csv.zst", utf8(CSV), message.formatted("a.csv.zst"));
        assertRefused("csv", "a.csv.zst", Arrays.copyOf(zstd, 60), message.formatted("a.csv.zst"));
    }

    @Test
    void textsThatGrowTooLargeAreRefused() {
        ObjectsSettings small =
                new ObjectsSettings(100, 1 << 20, 1 << 30, 1 << 30, 1 << 20, 1 << 20, 3);
        store.put("t/a.csv.zst", Zstd.compress(utf8(CSV + "x".repeat(1 << 21))), "text/csv");
        Reading reading = reading("csv", small);

        assertThatThrownBy(() -> reading.rows(reading.scan("id")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BYTES_LIMIT_EXCEEDED));
    }

    private void assertRefused(String format, String name, byte[] bytes, String message) {
        assertThatThrownBy(() -> rows(format, name, bytes))
                .as(message)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID);
                            assertThat(e.text()).isEqualTo(message);
                        });
    }

    private List<List<@Nullable Object>> rows(String format, String name, byte[] bytes) {
        store.put("t/" + name, bytes, "text/plain");
        try {
            Reading reading = reading(format, ObjectsSettings.DEFAULT);
            return reading.rows(reading.scan("id", "name", "price", "day", "more"));
        } finally {
            store.delete("t/" + name);
        }
    }

    private Reading reading(String format, ObjectsSettings settings) {
        return new Reading(
                new ObjectsSource(store, settings, ParquetFixture.evaluator()),
                COLUMNS,
                Map.of("prefix", "t/", "format", format),
                scratch);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(utf8(text));
        }
        return out.toByteArray();
    }
}
