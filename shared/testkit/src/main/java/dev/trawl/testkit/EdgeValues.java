package dev.trawl.testkit;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Values of each type at which implementations differ. NULL is first.
public final class EdgeValues {
    private static final Instant INSTANT = Instant.parse("2024-03-31T01:59:59.999999Z");

    private EdgeValues() {}

    public static List<@Nullable Object> of(Type type) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(null);
        switch (type) {
            case Type.Decimal decimal -> values.addAll(decimals(decimal));
            case Type.Simple simple -> values.addAll(simple(simple));
            case Type.Array _, Type.Mapping _, Type.Row _ -> {}
        }
        return values;
    }

    private static List<BigDecimal> decimals(Type.Decimal type) {
        BigInteger max = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        return Stream.of(
                        max,
                        max.negate(),
                        max.divide(BigInteger.TWO),
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        BigInteger.ONE.negate(),
                        BigInteger.valueOf(5),
                        BigInteger.valueOf(-5),
                        BigInteger.valueOf(1_2345),
                        BigInteger.valueOf(-9_9950),
                        BigInteger.TEN.pow(type.scale()),
                        BigInteger.TEN.pow(type.scale()).multiply(BigInteger.valueOf(-3)),
                        BigInteger.TEN
                                .pow(type.scale())
                                .multiply(BigInteger.valueOf(5))
                                .divide(BigInteger.TWO))
                .filter(n -> n.abs().compareTo(max) <= 0)
                .distinct()
                .map(n -> new BigDecimal(n, type.scale()))
                .toList();
    }

    private static List<? extends Object> simple(Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> List.of(true, false);
            case TINYINT -> integers(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> integers(Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> integers(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> integers(Long.MIN_VALUE, Long.MAX_VALUE);
            case REAL -> reals();
            case DOUBLE -> doubles();
            case VARCHAR -> texts();
            case VARBINARY -> Stream.of("", "00", "7f", "80ff", "ff").map(Bytes::fromHex).toList();
            case DATE ->
                    Stream.of(
                                    "0001-01-01",
                                    "9999-12-31",
                                    "1970-01-01",
                                    "2024-02-29",
                                    "2023-01-31",
                                    "2021-01-03",
                                    "1582-10-10",
                                    "1900-03-01")
                            .map(LocalDate::parse)
                            .toList();
            case TIME ->
                    Stream.of(
                                    "00:00",
                                    "23:59:59.999999",
                                    "12:34:56",
                                    "01:02:03.000001",
                                    "10:00:00.5")
                            .map(LocalTime::parse)
                            .toList();
            case TIMESTAMP ->
                    Stream.of(
                                    "0001-01-01T00:00:00",
                                    "9999-12-31T23:59:59.999999",
                                    "1969-12-31T23:59:59.999999",
                                    "2024-02-29T12:34:56.7",
                                    "2021-01-03T00:00:00",
                                    "1850-06-15T10:20:30.000001")
                            .map(LocalDateTime::parse)
                            .toList();
            case TIMESTAMP_TZ ->
                    List.of(
                            INSTANT,
                            Instant.parse("0001-01-01T00:00:00Z"),
                            Instant.parse("9999-12-31T23:59:59.999999Z"),
                            Instant.parse("1969-12-31T23:59:59.000001Z"),
                            Instant.EPOCH);
            case UUID ->
                    Stream.of(
                                    "00000000-0000-0000-0000-000000000000",
                                    "7fffffff-ffff-ffff-ffff-ffffffffffff",
                                    "80000000-0000-0000-8000-000000000000",
                                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                                    "01234567-89ab-cdef-0123-456789abcdef")
                            .map(UUID::fromString)
                            .toList();
            case JSON -> List.of("{}", "[1,2]", "\"a'b\"", "null");
        };
    }

    private static List<Long> integers(long min, long max) {
        return List.of(min, max, 0L, 1L, -1L, 2L, -7L, 10L);
    }

    private static List<Float> reals() {
        return List.of(
                0f,
                -0f,
                1.5f,
                -2.5f,
                0.1f,
                Float.MAX_VALUE,
                -Float.MAX_VALUE,
                Float.MIN_VALUE,
                Float.NaN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                16_777_216f);
    }

    private static List<Double> doubles() {
        return List.of(
                0.0,
                -0.0,
                0.5,
                1.5,
                -2.5,
                0.1,
                0.49999999999999994,
                2.675,
                1e15 + 0.5,
                9007199254740992.0,
                9.2e18,
                -3e38,
                1e308,
                Double.MIN_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY);
    }

    private static List<String> texts() {
        return List.of(
                "",
                " ",
                "a",
                "A",
                "abc",
                "  aB c ",
                "Zebra",
                "é",
                "e\u0301",
                "ß",
                "İ",
                "ΣΑΣ",
                "\uFFFD",
                "😀",
                "a😀b",
                "it's",
                "back\\slash",
                "100%",
                "a_b",
                "\t x\n",
                "\u00a0",
                "null",
                "nu\0l");
    }
}
