package dev.trawl.testkit.reference;

import dev.trawl.plan.Bytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The order of values of one type, and with it their equality.
public final class ReferenceOrder {
    private ReferenceOrder() {}

    /// Neither is null; both are values of one type (decimals of any scale).
    public static int compare(Object a, Object b) {
        return switch (a) {
            case Boolean x -> Boolean.compare(x, (Boolean) b);
            case Long x -> Long.compare(x, (Long) b);
            case BigDecimal x -> x.compareTo((BigDecimal) b);
            case Float x -> compare(x.doubleValue(), ((Float) b).doubleValue());
            case Double x -> compare(x.doubleValue(), ((Double) b).doubleValue());
            case String x -> Arrays.compareUnsigned(utf8(x), utf8((String) b));
            case Bytes x -> x.compareTo((Bytes) b);
            case LocalDate x -> x.compareTo((LocalDate) b);
            case LocalTime x -> x.compareTo((LocalTime) b);
            case LocalDateTime x -> x.compareTo((LocalDateTime) b);
            case Instant x -> x.compareTo((Instant) b);
            case UUID x -> x.toString().compareTo(b.toString());
            default -> throw new IllegalArgumentException("no order of " + a.getClass());
        };
    }

    /// NaN equals NaN and is greatest; -0.0 equals 0.0.
    private static int compare(double a, double b) {
        return a == b ? 0 : Double.compare(a, b);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether values are the same where NULL is the same as NULL.
    public static boolean isSame(@Nullable Object a, @Nullable Object b) {
        return a == null || b == null ? a == null && b == null : compare(a, b) == 0;
    }

    /// Some order of whole rows in which rows with the same values are equal.
    public static Comparator<List<@Nullable Object>> ofRows() {
        return (a, b) -> {
            for (int i = 0; i < a.size(); i++) {
                int order = nullsFirst(a.get(i), b.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    private static int nullsFirst(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a != null ? 1 : b != null ? -1 : 0;
        }
        return compare(a, b);
    }
}
