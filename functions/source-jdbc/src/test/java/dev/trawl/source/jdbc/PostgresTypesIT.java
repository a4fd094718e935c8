package dev.trawl.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Bytes;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.jdbc.connect.PoolSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTypesIT {
    private Database database;
    private int tables;

    @BeforeAll
    void start() {
        database = Database.start();
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private List<Object> read(String type, String... values) {
        String table = "t" + tables++;
        database.execute("create table %s (n int, v %s)".formatted(table, type));
        for (int i = 0; i < values.length; i++) {
            database.execute("insert into %s values (%d, %s)".formatted(table, i, values[i]));
        }
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            return reading.rows(reading.scan(table)).stream().map(row -> row.get(1)).toList();
        } finally {
            database.execute("drop table " + table);
        }
    }

    @Test
    void tablesAreDiscoveredWithKeysCommentsAndViews() {
        database.execute("create table places (code varchar primary key)");
        database.execute(
                "create table trips (a int, b int, place varchar references places, unique (b), primary key (a, b), check (a > 4711))");
        database.execute("comment on table trips is 'where we went'");
        database.execute("comment on column trips.place is 'and where it was'");
        database.execute("create view seen as select a from trips");
        try (PostgresSource source = database.source(PoolSettings.DEFAULT)) {
            Map<String, SourceAnswer.DiscoveredTable> found =
                    source.discover(Instant.now().plusSeconds(30)).stream()
                            .collect(
                                    Collectors.toMap(
                                            SourceAnswer.DiscoveredTable::name,
                                            Function.identity()));
            assertThat(Optional.ofNullable(found.get("trips")).orElseThrow().notes())
                    .containsExactly(
                            "where we went",
                            "primary key: a, b",
                            "UNIQUE (b)",
                            "FOREIGN KEY (place) REFERENCES public.places(code)")
                    .doesNotContain("4711");
            assertThat(Optional.ofNullable(found.get("trips")).orElseThrow().comments())
                    .isEqualTo(Map.of("place", "and where it was"));
            assertThat(Optional.ofNullable(found.get("seen")).orElseThrow().notes())
                    .containsExactly("a view of the database");
        } finally {
            database.execute("drop view seen");
            database.execute("drop table trips");
            database.execute("drop table places");
        }
    }

    static Stream<Arguments> edges() {
        return Stream.of(
                edge("bool", "true", true, "false", false),
                edge("int2", "-32768", -32768L, "32767", 32767L),
                edge("int4", "-2147483648", -2147483648L, "2147483647", 2147483647L),
                edge(
                        "int8",
                        "'-9223372036854775808'",
                        Long.MIN_VALUE,
                        "9223372036854775807",
                        Long.MAX_VALUE),
                edge(
                        "float4",
                        "'NaN'",
                        Float.NaN,
                        "'-Infinity'",
                        Float.NEGATIVE_INFINITY,
                        "1.5",
                        1.5f),
                edge(
                        "float8",
                        "'-0.0'",
                        -0.0,
                        "'Infinity'",
                        Double.POSITIVE_INFINITY,
                        "1e-300",
                        1e-300),
                edge("numeric(1,0)", "-9", new BigDecimal("-9"), "0", new BigDecimal("0")),
                edge(
                        "numeric(12,2)",
                        "-9999999999.99",
                        new BigDecimal("-9999999999.99"),
                        "0.01",
                        new BigDecimal("0.01"),
                        "10000",
                        new BigDecimal("10000.00")),
                edge(
                        "numeric(18,0)",
                        "999999999999999999",
                        new BigDecimal("999999999999999999"),
                        "100000000",
                        new BigDecimal("100000000")),
                edge(
                        "numeric(18,18)",
                        "0.999999999999999999",
                        new BigDecimal("0.999999999999999999"),
                        "-0.000000000000000001",
                        new BigDecimal("-0.000000000000000001")),
                edge("numeric(19,0)", "9999999999999999999", new BigDecimal("9999999999999999999")),
                edge(
                        "numeric(38,0)",
                        "99999999999999999999999999999999999999",
                        new BigDecimal("99999999999999999999999999999999999999")),
                edge(
                        "numeric(38,38)",
                        "-0.00000000000000000000000000000000000001",
                        new BigDecimal("-0.00000000000000000000000000000000000001")),
                edge(
                        "numeric(38,10)",
                        "1234567890123456789012345678.0123456789",
                        new BigDecimal("1234567890123456789012345678.0123456789"),
                        "0",
                        new BigDecimal("0.0000000000")),
                edge(
                        "numeric",
                        "1.5",
                        new BigDecimal("1.500000000"),
                        "0.00000000049",
                        new BigDecimal("0.000000000"),
                        "-0.0000000005",
                        new BigDecimal("-0.000000001")),
                edge("text", "''", "", "'ä€😀'", "ä€😀", "E'a\\nb'", "a\nb"),
                edge("varchar(5)", "'a  '", "a  "),
                edge("char(5)", "'a'", "a", "'  a'", "  a"),
                edge(
                        "bytea",
                        "'\\x'",
                        Bytes.copyOf(new byte[0]),
                        "'\\x00ff'",
                        Bytes.fromHex("00ff")),
                edge(
                        "date",
                        "'0001-01-01'",
                        LocalDate.of(1, 1, 1),
                        "'9999-12-31'",
                        LocalDate.of(9999, 12, 31),
                        "'1999-12-31'",
                        LocalDate.of(1999, 12, 31)),
                edge(
                        "time",
                        "'00:00:00'",
                        LocalTime.MIN,
                        "'23:59:59.999999'",
                        LocalTime.of(23, 59, 59, 999_999_000)),
                edge(
                        "timestamp",
                        "'0001-01-01 00:00:00'",
                        LocalDateTime.of(1, 1, 1, 0, 0),
                        "'9999-12-31 23:59:59.999999'",
                        LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000)),
                edge(
                        "timestamptz",
                        "'2026-01-01 00:00:00+02'",
                        Instant.parse("2025-12-31T22:00:00Z"),
                        "'0001-01-01 00:00:00+00'",
                        Instant.parse("0001-01-01T00:00:00Z")),
                edge(
                        "uuid",
                        "'ffffffff-0000-4000-8000-000000000001'",
                        UUID.fromString("ffffffff-0000-4000-8000-000000000001")),
                edge("json", "'{\"a\": 1}'", "{\"a\": 1}"),
                edge("jsonb", "'{\"b\":[1,null]}'", "{\"b\": [1, null]}"),
                edge("interval", "'1 day'", "1 day"),
                edge("int4[]", "'{1,2}'", "{1,2}"),
                edge("inet", "'10.0.0.1'", "10.0.0.1/32"));
    }

    private static Arguments edge(String type, Object... textsAndValues) {
        return Arguments.of(type, Arrays.asList(textsAndValues));
    }

    @ParameterizedTest
    @MethodSource("edges")
    void edgeValuesArriveAsTheyAre(String type, List<Object> textsAndValues) {
        int count = textsAndValues.size() / 2;
        String[] texts = new String[count + 1];
        List<Object> expected = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts[i] = (String) textsAndValues.get(2 * i);
            expected.add(textsAndValues.get(2 * i + 1));
        }
        texts[count] = "null";
        expected.add(null);
        assertThat(read(type, texts)).isEqualTo(expected);
    }

    static Stream<Arguments> outside() {
        return Stream.of(
                Arguments.of("numeric", "'NaN'"),
                Arguments.of("numeric", "'Infinity'"),
                Arguments.of("numeric", "1e30"),
                Arguments.of("numeric(10,2)", "'NaN'"),
                Arguments.of("date", "'infinity'"),
                Arguments.of("date", "'0001-01-01 BC'"),
                Arguments.of("date", "'10000-01-01'"),
                Arguments.of("time", "'24:00:00'"),
                Arguments.of("timestamp", "'-infinity'"),
                Arguments.of("timestamp", "'10000-01-01 00:00:00'"),
                Arguments.of("timestamptz", "'infinity'"));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void valuesOutsideOfTypesAreErrorsThatDoNotQuoteThem(String type, String value) {
        assertThatThrownBy(() -> read(type, value))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
                            assertThat(e.text()).doesNotContain("infinity", "1e30", "10000");
                        });
    }

    @Test
    void enumsAndDomainsAreSeenAsTheirBase() {
        database.execute("create type mood as enum ('sad', 'ok')");
        database.execute("create domain amount as numeric(9,2) check (value > 0)");
        assertThat(read("mood", "'ok'")).containsExactly("ok");
        assertThat(read("amount", "1.5")).containsExactly(new BigDecimal("1.50"));
    }

    @Test
    void manyBatchesArriveWhole() {
        database.execute(
                "create table many as select i::int8 as i, repeat('x', i % 50) as s from generate_series(1, 50000) i");
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            List<List<@Nullable Object>> rows = reading.rows(reading.scan("many"));
            assertThat(rows).hasSize(50_000);
            assertThat(rows.stream().mapToLong(r -> (Long) r.get(0)).sum())
                    .isEqualTo(1_250_025_000L);
            assertThat(rows.stream().mapToLong(r -> ((String) r.get(1)).length()).sum())
                    .isEqualTo(1_225_000L);
        }
    }
}
