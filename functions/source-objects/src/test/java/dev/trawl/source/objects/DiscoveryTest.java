package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore("data");

    @Test
    void partitionsBecomeColumnsAndFootersGiveTypesAndCounts() {
        byte[] file =
                ParquetFiles.of(
                        "SELECT 1::UTINYINT AS small, [1, 2] AS list, {'a': 1::BIGINT} AS row, 1.5::DECIMAL(9,2) AS d,"
                                + " MAP {'k': TIMESTAMPTZ '2020-01-01 00:00:00Z'} AS m, uuid() AS u, interval 1 day AS i",
                        "COMPRESSION snappy");
        store.put("sales/orders/month=2001-01/a.parquet", file, "application/octet-stream");
        store.put("sales/orders/month=2001-02/a.parquet", file, "application/octet-stream");
        store.put("sales/orders/_tmp/b.parquet", file, "application/octet-stream");

        SourceAnswer.DiscoveredTable table = only();

        assertThat(table.schema()).isEqualTo("sales");
        assertThat(table.name()).isEqualTo("orders");
        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.mapping())
                .isEqualTo(
                        Map.of(
                                "prefix",
                                "sales/orders/",
                                "format",
                                "parquet",
                                "partitions",
                                "month:varchar"));
        assertThat(table.columns())
                .containsExactly(
                        new Field("small", Type.Simple.SMALLINT),
                        new Field("list", new Type.Array(Type.Simple.INTEGER)),
                        new Field("row", new Type.Row(List.of(new Field("a", Type.Simple.BIGINT)))),
                        new Field("d", new Type.Decimal(9, 2)),
                        new Field(
                                "m",
                                new Type.Mapping(Type.Simple.VARCHAR, Type.Simple.TIMESTAMP_TZ)),
                        new Field("u", Type.Simple.UUID),
                        new Field("month", Type.Simple.VARCHAR));
        assertThat(table.notes()).containsExactly("column 'i' has a type that cannot be read");
    }

    @Test
    void typesOfTextsAreGuessedOnlyWhereClear() {
        store.put(
                "airports/all.csv",
                "id,zip,lat,day,name\n1,01234,1.5,2001-01-31,x\n2,99999,-3,,\"y,\nz\"\n"
                        .getBytes(StandardCharsets.UTF_8),
                "text/csv");

        SourceAnswer.DiscoveredTable table = only();

        assertThat(table.schema()).isEqualTo("public");
        assertThat(table.columns())
                .containsExactly(
                        new Field("id", Type.Simple.BIGINT),
                        new Field("zip", Type.Simple.VARCHAR),
                        new Field("lat", Type.Simple.DOUBLE),
                        new Field("day", Type.Simple.DATE),
                        new Field("name", Type.Simple.VARCHAR));
        assertThat(table.rowCount()).isNegative();
    }

    @Test
    void linesOfObjectsTellTheirColumns() {
        String lines =
                """
                {"id":1,"price":1,"flag":true,"tags":["a"]}
                {"id":2,"price":1.5,"name":null}
                {"id":3,"name":"x","tags":null}
                """;
        store.put(
                "web/events/a.jsonl.zst",
                Zstd.compress(lines.getBytes(StandardCharsets.UTF_8)),
                "application/json");

        assertThat(tables())
                .singleElement()
                .satisfies(t -> {
                    assertThat(t.mapping())
                            .containsExactlyInAnyOrderEntriesOf(
                                    Map.of("prefix", "web/events/", "format", "json"));
                    assertThat(t.columns())
                            .containsExactly(
                                    new Field("id", Type.Simple.BIGINT),
                                    new Field("price", Type.Simple.DOUBLE),
                                    new Field("flag", Type.Simple.BOOLEAN),
                                    new Field("tags", Type.Simple.JSON),
                                    new Field("name", Type.Simple.VARCHAR));
                    assertThat(t.notes()).containsExactly("types are a guess from 3 of 3 lines");
                });
    }

    @Test
    void brokenFilesAreNotedAndHideNoOtherTable() {
        store.put("a/x.parquet", new byte[] {1, 2, 3}, "application/octet-stream");
        store.put("b/x.csv", "n\n1\n".getBytes(StandardCharsets.UTF_8), "text/csv");

        assertThat(tables()).hasSize(2);
        assertThat(tables().getFirst().notes())
                .containsExactly("file 'a/x.parquet' is too short for a Parquet file");
    }

    private SourceAnswer.DiscoveredTable only() {
        assertThat(tables()).hasSize(1);
        return tables().getFirst();
    }

    private List<SourceAnswer.DiscoveredTable> tables() {
        return new ObjectsSource(store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator())
                .discover(Instant.now().plusSeconds(30));
    }
}
