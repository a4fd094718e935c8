package dev.trawl.testkit.fuzz;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.testkit.TableData;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Small tables `t0` to `t3` of the same columns: NULLs, duplicates, and values at which databases
/// differ. Only `t3` holds floating numbers that MariaDB does not know.
public final class FuzzTables {
    public static final int COUNT = 4;
    public static final String WITH_NAN = "t3";
    public static final List<Field> FIELDS =
            List.of(
                    new Field("id", Type.Simple.BIGINT),
                    new Field("k", Type.Simple.INTEGER),
                    new Field("i", Type.Simple.INTEGER),
                    new Field("b", Type.Simple.BIGINT),
                    new Field("d", new Type.Decimal(10, 2)),
                    new Field("w", new Type.Decimal(28, 9)),
                    new Field("s", Type.Simple.VARCHAR),
                    new Field("c", Type.Simple.VARCHAR),
                    new Field("e", Type.Simple.DATE),
                    new Field("x", Type.Simple.DATE),
                    new Field("ts", Type.Simple.TIMESTAMP),
                    new Field("f", Type.Simple.DOUBLE),
                    new Field("h", Type.Simple.DOUBLE),
                    new Field("g", Type.Simple.BOOLEAN));
    private static final int ROWS_MAX = 10;

    private FuzzTables() {}

    public static List<TableData> of(long seed) {
        Random random = Seeds.random(seed);
        return IntStream.range(0, COUNT)
                .mapToObj(t -> new TableData("t" + t, FIELDS, rows("t" + t, random)))
                .toList();
    }

    private static List<List<@Nullable Object>> rows(String table, Random random) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int count = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(ROWS_MAX);
        for (int i = 0; i < count; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (Field field : FIELDS) {
                boolean isNull = !field.name().equals("id") && random.nextInt(7) == 0;
                row.add(isNull ? null : value(table, field.name(), i, random));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Object value(String table, String column, int row, Random random) {
        return switch (column) {
            case "id" -> row + 1L;
            case "k" -> (long) random.nextInt(5);
            case "i" -> pick(List.of(0L, 1L, -1L, 2_147_483_647L, -2_147_483_648L, -7L), random);
            case "b" ->
                    pick(List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 10L, -3L), random);
            case "d" ->
                    pick(decimals("0.00", "0.05", "-0.05", "2.50", "99999999.99", "-1.25"), random);
            case "w" ->
                    pick(
                            decimals(
                                    "0.000000000",
                                    "0.000000001",
                                    "-2.500000000",
                                    "9999999999999999999.999999999",
                                    "1.050000000"),
                            random);
            case "s" ->
                    pick(
                            List.of(
                                    "",
                                    " ",
                                    "a",
                                    "A",
                                    " aB ",
                                    "é",
                                    "e\u0301",
                                    "ß",
                                    "İ",
                                    "ΣΑΣ",
                                    "😀",
                                    "a😀b",
                                    "it's",
                                    "back\\slash",
                                    "100%",
                                    "a_b",
                                    "\t x\n",
                                    "\u00a0",
                                    "null",
                                    "\uFFFD",
                                    "12",
                                    "Zebra",
                                    "abcabc"),
                            random);
            case "c" -> pick(List.of("a", "b", "A", "a ", "", "ä", "B"), random);
            case "e" -> pick(dates("2024-02-29", "1970-01-01", "2023-01-31", "1900-03-01"), random);
            case "x" -> pick(dates("0001-01-01", "9999-12-31", "1582-10-10", "2000-02-29"), random);
            case "ts" ->
                    pick(
                            timestamps(
                                    "2024-02-29T12:34:56.7",
                                    "1969-12-31T23:59:59.999999",
                                    "2024-03-31T02:30:00",
                                    "2021-01-03T00:00:00",
                                    "1850-06-15T10:20:30.000001"),
                            random);
            case "f" -> pick(List.of(0.0, 0.5, -2.5, 0.1, 1e10, 1e-5), random);
            case "h" ->
                    table.equals(WITH_NAN)
                            ? pick(
                                    List.of(
                                            Double.NaN,
                                            -0.0,
                                            0.0,
                                            Double.POSITIVE_INFINITY,
                                            Double.NEGATIVE_INFINITY,
                                            1e308),
                                    random)
                            : pick(List.of(0.0, 1.5, -1e300, Double.MIN_VALUE), random);
            default -> random.nextBoolean();
        };
    }

    private static List<BigDecimal> decimals(String... values) {
        return Stream.of(values).map(BigDecimal::new).toList();
    }

    private static List<LocalDate> dates(String... values) {
        return Stream.of(values).map(LocalDate::parse).toList();
    }

    private static List<LocalDateTime> timestamps(String... values) {
        return Stream.of(values).map(LocalDateTime::parse).toList();
    }

    private static <T> T pick(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
