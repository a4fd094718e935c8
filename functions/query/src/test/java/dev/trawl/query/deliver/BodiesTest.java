package dev.trawl.query.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.execute.Chunk;
import dev.trawl.query.execute.ChunkReaders;
import dev.trawl.query.record.Cost;
import dev.trawl.query.record.QueryState;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private final Allocators allocators = new Allocators(16 << 20);

    @AfterEach
    void nothingIsLeft() {
        allocators.close();
    }

    @Test
    void valuesOfEveryTypeAsJson() throws IOException {
        assertThat(rows(MediaType.JSON))
                .endsWith(
                        """
                        "rows":[[true,-1,9223372036854775807,1.5,"NaN","-1.50","a\\"b","00ff","2026-01-02","03:04:05.000006",\
                        "2026-01-02 03:04:05.5","2026-01-02T03:04:05Z","00000000-0000-0001-0000-000000000002","{\\"a\\":1}"],\
                        [null,null,null,null,null,null,null,null,null,null,null,null,null,null]]}\
                        """
                                .replace("\"2026-01-02 03:04:05.5\"", text(TIMESTAMP))
                                .replace("\"2026-01-02T03:04:05Z\"", text(INSTANT))
                                .replace("\"03:04:05.000006\"", text(TIME)));
    }

    @Test
    void valuesOfEveryTypeAsCsv() throws IOException {
        assertThat(rows(MediaType.CSV))
                .startsWith(
                        "f,i,b,r,d,x,t,y,da,ti,ts,tz,u,j\r\ntrue,-1,9223372036854775807,1.5,NaN,-1.50,\"a\"\"b\",00ff,")
                .endsWith("\r\n,,,,,,,,,,,,,\r\n");
    }

    @Test
    void nestedValuesComeAsArrowOnly() throws IOException {
        Field nested = new Field("n", new Type.Array(Type.Simple.BIGINT));

        assertThatThrownBy(() -> render(List.of(nested), List.of(), MediaType.JSON, 1_000))
                .isInstanceOf(TrawlException.class)
                .hasMessage(
                        "column 'n' is array(bigint), which comes as application/vnd.apache.arrow.stream only");
        assertThat(render(List.of(nested), List.of(), MediaType.ARROW, 10_000)).isPresent();
    }

    @Test
    void bodyLargerThanAllowedIsAbsent() throws IOException {
        int size = rows(MediaType.CSV).getBytes(StandardCharsets.UTF_8).length;
        List<Field> fields = List.of(new Field("t", Type.Simple.VARCHAR));
        List<List<@Nullable Object>> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(List.of(",\"".repeat(10)));
        }

        assertThat(size).isPositive();
        assertThat(render(fields, many, MediaType.CSV, 26_000)).isEmpty();
        assertThat(render(fields, many, MediaType.CSV, 60_000)).isPresent();
    }

    private static final LocalTime TIME = LocalTime.of(3, 4, 5, 6_000);
    private static final LocalDateTime TIMESTAMP =
            LocalDateTime.of(2026, 1, 2, 3, 4, 5, 500_000_000);
    private static final Instant INSTANT = Instant.parse("2026-01-02T03:04:05Z");

    private static String text(Object value) {
        return '"' + dev.trawl.plan.Literals.toText(value) + '"';
    }

    private String rows(MediaType type) throws IOException {
        List<Field> fields =
                List.of(
                        new Field("f", Type.Simple.BOOLEAN),
                        new Field("i", Type.Simple.TINYINT),
                        new Field("b", Type.Simple.BIGINT),
                        new Field("r", Type.Simple.REAL),
                        new Field("d", Type.Simple.DOUBLE),
                        new Field("x", new Type.Decimal(5, 2)),
                        new Field("t", Type.Simple.VARCHAR),
                        new Field("y", Type.Simple.VARBINARY),
                        new Field("da", Type.Simple.DATE),
                        new Field("ti", Type.Simple.TIME),
                        new Field("ts", Type.Simple.TIMESTAMP),
                        new Field("tz", Type.Simple.TIMESTAMP_TZ),
                        new Field("u", Type.Simple.UUID),
                        new Field("j", Type.Simple.JSON));
        List<@Nullable Object> values = new ArrayList<>();
        values.addAll(
                List.of(
                        true,
                        -1L,
                        Long.MAX_VALUE,
                        1.5f,
                        Double.NaN,
                        new BigDecimal("-1.50"),
                        "a\"b",
                        Bytes.fromHex("00ff"),
                        LocalDate.of(2026, 1, 2),
                        TIME,
                        TIMESTAMP,
                        INSTANT,
                        new UUID(1, 2),
                        "{\"a\":1}"));
        List<@Nullable Object> nulls = new ArrayList<>();
        fields.forEach(_ -> nulls.add(null));
        return new String(
                render(fields, List.of(values, nulls), type, 100_000).orElseThrow(),
                StandardCharsets.UTF_8);
    }

    private Optional<byte[]> render(
            List<Field> fields, List<List<@Nullable Object>> rows, MediaType type, long bytesMax)
            throws IOException {
        byte[] stream;
        try (BufferAllocator allocator = allocators.forRequest("make");
                ArrowReader reader = ArrowRows.reader(fields, rows, 100, allocator)) {
            stream = ArrowStreams.toBytes(reader);
        }
        Bodies bodies =
                new Bodies(
                        new ChunkReaders(new InMemoryObjectStore("state")), allocators, bytesMax);
        QueryState.Summary summary =
                new QueryState.Summary(
                        fields, rows.size(), List.of(), List.of(), new Cost(1, 1, BigDecimal.ZERO));
        return bodies.render(
                "q", summary, List.of(new Chunk.Inline(Bytes.copyOf(stream), rows.size())), type);
    }
}
