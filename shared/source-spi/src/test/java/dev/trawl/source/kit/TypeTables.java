package dev.trawl.source.kit;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One table per type, with the ends of its range. A single column and few rows, so that order is
/// no matter: each table has one row of values and one of NULL.
final class TypeTables {
    private TypeTables() {}

    static List<KitTable> all() {
        Map<String, List<Object>> values = new TreeMap<>();
        values.put("boolean", List.of(true, false));
        values.put("smallint", List.of(-32_768L, 32_767L));
        values.put("integer", List.of((long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE));
        values.put("bigint", List.of(Long.MIN_VALUE, Long.MAX_VALUE));
        values.put("real", List.of(-1.5f, Float.MAX_VALUE));
        values.put("double", List.of(Double.MIN_VALUE, Double.MAX_VALUE));
        values.put("decimal(18,2)", decimals("-9999999999999999.99", "0.01"));
        values.put(
                "decimal(38,10)",
                decimals("9999999999999999999999999999.9999999999", "-0.0000000001"));
        values.put("varchar", List.of("", "ä€😀 \n'\"\\"));
        values.put("varbinary", List.of(Bytes.fromHex(""), Bytes.fromHex("00ff80")));
        values.put("date", List.of(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31)));
        values.put("time", List.of(LocalTime.MIN, LocalTime.of(23, 59, 59, 999_999_000)));
        values.put(
                "timestamp",
                List.of(
                        LocalDateTime.of(1, 1, 1, 0, 0),
                        LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000)));
        values.put(
                "timestamp_tz",
                List.of(
                        Instant.parse("0001-01-01T00:00:00Z"),
                        Instant.parse("9999-12-31T23:59:59.999999Z")));
        values.put("uuid", List.of(new UUID(0, 0), new UUID(-1, -1)));
        values.put("json", List.of("{\"a\": [1, null]}", "null"));
        List<KitTable> tables = new ArrayList<>();
        values.forEach((type, ends) -> tables.add(table(type, ends)));
        return tables;
    }

    private static List<Object> decimals(String... texts) {
        return java.util.Arrays.stream(texts).<Object>map(BigDecimal::new).toList();
    }

    private static KitTable table(String type, List<Object> ends) {
        Type parsed = dev.trawl.plan.TypeParser.parse(type);
        List<@Nullable Object> row = new ArrayList<>(ends);
        row.add(null);
        return new KitTable(
                "type_" + type.replaceAll("[^a-z0-9]", "_"),
                List.of(
                        new Field("low", parsed),
                        new Field("high", parsed),
                        new Field("missing", parsed)),
                List.of(row));
    }
}
