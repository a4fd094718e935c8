package dev.trawl.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Bytes;
import dev.trawl.source.jdbc.connect.PoolSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The decoder of COPY against the driver's own getters, on random values and edges of every type.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresGettersIT {
    private static final long SEED = 20_261_121;
    private static final int ROWS = 3_000;

    private Database database;

    @BeforeAll
    void start() {
        database = Database.start();
        database.execute("create type size as enum ('small', 'größer', '')");
    }

    @AfterAll
    void stop() {
        database.close();
    }

    /// @param text a value as the server reads it
    /// @param value what the driver's getter gives, as a literal has it
    private record Column(String type, Function<Random, String> text, Getter value) {}

    @FunctionalInterface
    private interface Getter {
        @Nullable Object from(ResultSet rows, int column) throws SQLException;
    }

    private static Column column(
            String type, Getter value, Function<Random, String> random, String... edges) {
        return new Column(
                type,
                r ->
                        edges.length > 0 && r.nextInt(4) == 0
                                ? edges[r.nextInt(edges.length)]
                                : random.apply(r),
                value);
    }

    private static Column decimal(int precision, int scale) {
        String most = "9".repeat(precision);
        return column(
                "numeric(%d,%d)".formatted(precision, scale),
                ResultSet::getBigDecimal,
                r -> {
                    BigInteger bound = BigInteger.TEN.pow(1 + r.nextInt(precision));
                    BigInteger unscaled = new BigInteger(bound.bitLength() + 8, r).mod(bound);
                    BigInteger trailing = BigInteger.TEN.pow(r.nextInt(scale + 1));
                    BigInteger cut = unscaled.divide(trailing).multiply(trailing);
                    return new BigDecimal(r.nextBoolean() ? cut : cut.negate(), scale)
                            .toPlainString();
                },
                "0",
                new BigDecimal(new BigInteger(most), scale).toPlainString(),
                new BigDecimal(new BigInteger("-" + most), scale).toPlainString(),
                new BigDecimal(BigInteger.ONE, scale).toPlainString());
    }

    private static String text(Random r) {
        return r.ints(r.nextInt(40), 1, 0x2_0000)
                .filter(c -> c < 0xd800 || c > 0xdfff)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static String moment(Random r) {
        long second = r.nextLong(-62_135_596_800L, 253_402_300_800L);
        return LocalDateTime.ofEpochSecond(
                        second, r.nextInt(1_000_000) * 1_000, java.time.ZoneOffset.UTC)
                .toString();
    }

    private static List<Column> columns() {
        Getter number = (rows, i) -> (Object) rows.getLong(i);
        return List.of(
                column("bool", ResultSet::getBoolean, r -> r.nextBoolean() ? "true" : "false"),
                column("int2", number, r -> "" + (short) r.nextInt(), "-32768", "32767", "0"),
                column("int4", number, r -> "" + r.nextInt(), "-2147483648", "2147483647", "-1"),
                column("int8", number, r -> "" + r.nextLong(), "-9223372036854775808", "-1"),
                column(
                        "float4",
                        ResultSet::getFloat,
                        r -> "" + r.nextFloat() * r.nextInt(),
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "-0",
                        "1e-45",
                        "3.4028235e38"),
                column(
                        "float8",
                        ResultSet::getDouble,
                        r -> "" + r.nextGaussian() * r.nextLong(),
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "-0",
                        "5e-324",
                        "1.7976931348623157e308"),
                decimal(1, 0),
                decimal(5, 5),
                decimal(9, 2),
                decimal(18, 0),
                decimal(18, 7),
                decimal(18, 18),
                decimal(19, 0),
                decimal(19, 4),
                decimal(29, 1),
                decimal(38, 0),
                decimal(38, 17),
                decimal(38, 38),
                column("text", ResultSet::getString, PostgresGettersIT::text, "", " ", "a\u0301"),
                column("varchar(50)", ResultSet::getString, PostgresGettersIT::text, "  "),
                column(
                        "bytea",
                        (rows, i) -> Bytes.copyOf(rows.getBytes(i)),
                        r -> {
                            byte[] bytes = new byte[r.nextInt(30)];
                            r.nextBytes(bytes);
                            return "\\x" + HexFormat.of().formatHex(bytes);
                        }),
                column(
                        "date",
                        (rows, i) -> rows.getObject(i, LocalDate.class),
                        r -> moment(r).substring(0, 10),
                        "0001-01-01",
                        "9999-12-31",
                        "2000-02-29",
                        "1582-10-10",
                        "1969-12-31"),
                column(
                        "time",
                        (rows, i) -> rows.getObject(i, LocalTime.class),
                        r -> LocalTime.ofNanoOfDay(r.nextLong(86_400_000_000L) * 1_000).toString(),
                        "00:00:00",
                        "23:59:59.999999"),
                column(
                        "timestamp",
                        (rows, i) -> rows.getObject(i, LocalDateTime.class),
                        PostgresGettersIT::moment,
                        "0001-01-01 00:00:00",
                        "9999-12-31 23:59:59.999999",
                        "1999-12-31 23:59:59"),
                column(
                        "timestamptz",
                        (rows, i) -> instant(rows.getObject(i, OffsetDateTime.class)),
                        r -> moment(r) + "Z",
                        "0001-01-01 00:00:00Z",
                        "2024-03-31 01:30:00Z"),
                column(
                        "uuid",
                        (rows, i) -> rows.getObject(i, UUID.class),
                        r -> new UUID(r.nextLong(), r.nextLong()).toString(),
                        "00000000-0000-0000-0000-000000000000",
                        "ffffffff-ffff-ffff-ffff-ffffffffffff"),
                column("json", ResultSet::getString, r -> "{\"a\" :" + r.nextInt() + "}", "[ ]"),
                column("jsonb", ResultSet::getString, r -> "[" + r.nextInt() + ",{}]", "null"),
                column("interval", ResultSet::getString, r -> r.nextInt(9999) + " days 3 hours"),
                column("size", ResultSet::getString, r -> "größer", "", "small"),
                column("int4[]", ResultSet::getString, r -> "{" + r.nextInt() + ",null}", "{}"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    @Test
    void everyValueIsWhatTheDriverReads() throws SQLException {
        List<Column> columns = columns();
        List<List<@Nullable Object>> expected = create(columns, new Random(SEED));
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            List<List<@Nullable Object>> rows = reading.rows(reading.scan("random"));
            assertThat(rows).hasSize(ROWS);
            for (int i = 0; i < columns.size(); i++) {
                int column = i;
                assertThat(rows.stream().map(row -> row.get(column)).toList())
                        .as("%s, seed %d", columns.get(i).type(), SEED)
                        .isEqualTo(expected.stream().map(row -> row.get(column)).toList());
            }
        }
    }

    private List<List<@Nullable Object>> create(List<Column> columns, Random random)
            throws SQLException {
        String types =
                Stream.iterate(0, i -> i + 1)
                        .limit(columns.size())
                        .map(i -> "c%d %s".formatted(i, columns.get(i).type()))
                        .collect(Collectors.joining(", "));
        database.execute("create table random (%s)".formatted(types));
        String values =
                columns.stream().map(c -> "?::text::" + c.type()).collect(Collectors.joining(", "));
        try (Connection connection = database.connect();
                PreparedStatement insert =
                        connection.prepareStatement("insert into random values (" + values + ")")) {
            connection.setAutoCommit(false);
            for (int row = 0; row < ROWS; row++) {
                for (int i = 0; i < columns.size(); i++) {
                    insert.setString(
                            i + 1,
                            random.nextInt(8) == 0 ? null : columns.get(i).text().apply(random));
                }
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
            return read(columns, connection);
        }
    }

    private static List<List<@Nullable Object>> read(List<Column> columns, Connection connection)
            throws SQLException {
        List<List<@Nullable Object>> read = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select * from random");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 0; i < columns.size(); i++) {
                    boolean isNull = rows.getString(i + 1) == null;
                    row.add(isNull ? null : columns.get(i).value().from(rows, i + 1));
                }
                read.add(row);
            }
        }
        return read;
    }
}
