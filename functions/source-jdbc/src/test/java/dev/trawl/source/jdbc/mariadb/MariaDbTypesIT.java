package dev.trawl.source.jdbc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.testkit.MariaDbServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
class MariaDbTypesIT {
    private static final String DATABASE = "types";
    private final MariaDbServer server = MariaDbServer.shared();
    private int tables;

    @BeforeAll
    void create() {
        server.execute("create database " + DATABASE);
    }

    @AfterAll
    void drop() {
        server.execute("drop database " + DATABASE);
    }

    /// With a session that stores what a strict one refuses.
    private void execute(String... statements) {
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("set names utf8mb4");
            statement.execute("set time_zone = '+00:00'");
            statement.execute("set sql_mode = 'ALLOW_INVALID_DATES,NO_BACKSLASH_ESCAPES'");
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String table(String type, List<String> values) {
        String table = "t" + tables++;
        execute("create table %s (n int, v %s null)".formatted(table, type));
        for (int i = 0; i < values.size(); i++) {
            execute("insert into %s values (%d, %s)".formatted(table, i, values.get(i)));
        }
        return table;
    }

    private MariaDbReading reading(ZeroDates zeroDates) {
        return new MariaDbReading(
                MariaDbFixture.source(server, DATABASE, PoolSettings.DEFAULT, zeroDates), DATABASE);
    }

    private List<@Nullable Object> read(String type, List<String> values, ZeroDates zeroDates) {
        String table = table(type, values);
        try (MariaDbReading reading = reading(zeroDates)) {
            List<@Nullable Object> read = new ArrayList<>();
            reading.rows(reading.scan(table)).forEach(row -> read.add(row.get(1)));
            return read;
        } finally {
            execute("drop table " + table);
        }
    }

    static Stream<Arguments> edges() {
        return Stream.of(
                edge("tinyint", "-128", -128L, "127", 127L),
                edge("tinyint(1)", "-128", -128L, "1", 1L),
                edge("tinyint unsigned", "255", 255L),
                edge("smallint unsigned", "65535", 65_535L),
                edge("mediumint unsigned", "16777215", 16_777_215L),
                edge("int", "-2147483648", -2_147_483_648L),
                edge("int unsigned zerofill", "4294967295", 4_294_967_295L),
                edge("bigint", "-9223372036854775808", Long.MIN_VALUE),
                edge(
                        "bigint unsigned",
                        "18446744073709551615",
                        new BigDecimal("18446744073709551615")),
                edge("bit(1)", "1", true, "0", false),
                edge("bit(5)", "21", 21L),
                edge("bit(64)", "18446744073709551615", new BigDecimal("18446744073709551615")),
                edge("year", "2155", 2155L, "0", 0L, "99", 1999L),
                edge(
                        "decimal(38,10)",
                        "1234567890123456789012345678.0123456789",
                        new BigDecimal("1234567890123456789012345678.0123456789")),
                edge("decimal(65,2)", "0.01", "0.01"),
                edge("float", "0.1", 0.1f, "16777216", 16_777_216f, "3.4028234e38", 3.4028235e38f),
                edge("float(7,4)", "1.23456", 1.2346f),
                edge(
                        "double",
                        "4.9e-324",
                        Double.MIN_VALUE,
                        "1.7976931348623157e308",
                        Double.MAX_VALUE,
                        "0.1",
                        0.1),
                edge("char(5)", "'a '", "a", "'  a'", "  a"),
                edge("varchar(5) collate latin1_swedish_ci", "'a  '", "a  ", "'é'", "é"),
                edge("text character set utf8mb4", "'ä€😀\\n'", "ä€😀\\n"),
                edge("enum('b','a') character set utf8mb4", "'a'", "a", "2", "a"),
                edge("set('x','y')", "'y,x'", "x,y"),
                edge("varbinary(9)", "X'00ff'", Bytes.fromHex("00ff"), "''", Bytes.fromHex("")),
                edge("binary(3)", "X'61'", Bytes.fromHex("610000")),
                edge(
                        "date",
                        "'0001-01-01'",
                        LocalDate.of(1, 1, 1),
                        "'9999-12-31'",
                        LocalDate.of(9999, 12, 31)),
                edge("time(6)", "'23:59:59.999999'", LocalTime.parse("23:59:59.999999")),
                edge("time", "'00:00:00'", LocalTime.MIN),
                edge(
                        "datetime(3)",
                        "'2024-02-29 12:34:56.789'",
                        LocalDateTime.parse("2024-02-29T12:34:56.789")),
                edge(
                        "datetime",
                        "'2021-03-28 02:30:00'",
                        LocalDateTime.parse("2021-03-28T02:30:00")),
                edge(
                        "timestamp(6)",
                        "'2038-01-19 03:14:07.999999'",
                        Instant.parse("2038-01-19T03:14:07.999999Z")),
                edge("json", "'{\"a\": [1]}'", "{\"a\": [1]}"),
                edge("inet6", "'::1'", "::1"),
                edge("point", "point(1, 2)", "POINT(1 2)"));
    }

    private static Arguments edge(String type, Object... textsAndValues) {
        return Arguments.of(type, Arrays.asList(textsAndValues));
    }

    @ParameterizedTest
    @MethodSource("edges")
    void edgeValuesArriveAsTheyAre(String type, List<Object> textsAndValues) {
        List<String> texts = new ArrayList<>();
        List<@Nullable Object> expected = new ArrayList<>();
        for (int i = 0; i < textsAndValues.size(); i += 2) {
            texts.add((String) textsAndValues.get(i));
            expected.add(textsAndValues.get(i + 1));
        }
        texts.add("null");
        expected.add(null);
        assertThat(read(type, texts, ZeroDates.ERROR)).isEqualTo(expected);
    }

    static Stream<Arguments> outside() {
        return Stream.of(
                Arguments.of("date", "'0000-00-00'"),
                Arguments.of("date", "'2024-00-10'"),
                Arguments.of("date", "'2024-02-31'"),
                Arguments.of("date", "'0000-01-01'"),
                Arguments.of("datetime", "'0000-00-00 00:00:00'"),
                Arguments.of("timestamp", "0"),
                Arguments.of("time", "'24:00:00'"),
                Arguments.of("time", "'-00:00:01'"),
                Arguments.of("time", "'838:59:59'"));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void valuesOutsideOfTypesAreErrorsThatDoNotQuoteThem(String type, String value) {
        assertThatThrownBy(() -> read(type, List.of(value), ZeroDates.ERROR))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
                            assertThat(e.text()).doesNotContain("2024", "838", "0000");
                        });
    }

    @Test
    void datesThatAreNoneAreNullWhereTheSourceSaysSo() {
        List<String> values =
                List.of(
                        "'0000-00-00'",
                        "'2024-00-10'",
                        "'2024-02-31'",
                        "'0000-01-01'",
                        "'2024-02-29'");
        List<@Nullable Object> expected =
                Arrays.asList(null, null, null, null, LocalDate.of(2024, 2, 29));
        assertThat(read("date", values, ZeroDates.MISSING)).isEqualTo(expected);
        assertThat(read("timestamp", List.of("0", "'2024-02-29'"), ZeroDates.MISSING))
                .isEqualTo(Arrays.asList(null, Instant.parse("2024-02-29T00:00:00Z")));
    }

    @Test
    void textIsComparedByCodePointWhateverItsCollation() {
        String table =
                table(
                        "varchar(20) character set utf8mb4 collate utf8mb4_general_ci",
                        List.of("'a'", "'A'", "'a '", "'á'", "''", "' '"));
        try (MariaDbReading reading = reading(ZeroDates.ERROR)) {
            Relation.Scan scan = reading.scan(table);
            Expr value = new Expr.Column(1, Type.Simple.VARCHAR);
            assertThat(count(reading, scan, Expr.Call.of(Function.EQ, value, Literals.of("a"))))
                    .isEqualTo(1);
            assertThat(count(reading, scan, Expr.Call.of(Function.EQ, value, Literals.of(""))))
                    .isEqualTo(1);
            assertThat(count(reading, scan, Expr.Call.of(Function.LIKE, value, Literals.of("a%"))))
                    .isEqualTo(2);
            assertThat(count(reading, scan, Expr.Call.of(Function.GT, value, Literals.of("Z"))))
                    .isEqualTo(3);
            assertThat(reading.rows(new Relation.Aggregate(scan, List.of(1), List.of())))
                    .hasSize(6);
        }
    }

    private static int count(MariaDbReading reading, Relation.Scan scan, Expr predicate) {
        return reading.rows(new Relation.Filter(scan, predicate)).size();
    }

    /// Only the first kilobyte of a sort key is compared by MariaDB.
    @Test
    void longTextsAreGroupedWhole() {
        String table =
                table(
                        "longtext character set utf8mb4",
                        List.of(
                                "repeat('x', 5000)",
                                "concat(repeat('x', 5000), 'y')",
                                "repeat('x', 5000)",
                                "concat(repeat('x', 5000), ' ')",
                                "concat(repeat('x', 5000), 'y')"));
        try (MariaDbReading reading = reading(ZeroDates.ERROR)) {
            Aggregation distinct =
                    new Aggregation(
                            "d",
                            AggregateFunction.COUNT,
                            List.of(new Expr.Column(0, Type.Simple.INTEGER)),
                            Aggregation.Quantifier.DISTINCT,
                            null);
            assertThat(
                            reading.rows(
                                    new Relation.Aggregate(
                                            reading.scan(table), List.of(1), List.of(distinct))))
                    .hasSize(3);
        }
    }

    @Test
    void literalsCannotLeaveTheirQuotes() {
        List<String> texts = List.of("\\", "\\' or 1=1 -- ", "'", "a\\nb", "\u0000", "\"", "%\\_");
        String table = table("varchar(40) character set utf8mb4", List.of("'plain'"));
        try (MariaDbReading reading = reading(ZeroDates.ERROR)) {
            for (String text : texts) {
                Expr same =
                        Expr.Call.of(
                                Function.EQ,
                                new Expr.Column(1, Type.Simple.VARCHAR),
                                Literals.of(text));
                assertThat(count(reading, reading.scan(table), same)).as(text).isZero();
            }
        }
    }

    @Test
    void tablesAreDiscoveredWithKeysCommentsAndViews() {
        execute(
                "create table `Odd \"Name` (a int, b bigint unsigned comment 'counted', primary key (a, b)) comment 'what it is'",
                "create view seen as select a from `Odd \"Name`",
                "insert into `Odd \"Name` values (1, 2)");
        try (MariaDbReading reading = reading(ZeroDates.ERROR)) {
            assertThat(reading.scan("Odd \"Name").fields())
                    .containsExactly(
                            new Field("a", Type.Simple.INTEGER),
                            new Field("b", new Type.Decimal(20, 0)));
            assertThat(reading.notes("Odd \"Name"))
                    .containsExactly(
                            "what it is",
                            "b: an unsigned integer shown as decimal(20,0)",
                            "primary key: a, b");
            assertThat(reading.comments("Odd \"Name")).isEqualTo(Map.of("b", "counted"));
            assertThat(reading.notes("seen")).containsExactly("a view of the database");
            assertThat(reading.rows(reading.scan("seen"))).containsExactly(List.of(1L));
        }
    }
}
