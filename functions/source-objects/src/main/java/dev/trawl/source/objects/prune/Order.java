package dev.trawl.source.objects.prune;

import dev.trawl.plan.Bytes;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The order of values as predicates compare them.
final class Order {
    private static final int SURROGATES = 0xD800;
    private static final int BEHIND_SURROGATES = 0xE000;

    private Order() {}

    /// Order of two values of one type; empty if a bound is not known or has no order here.
    static OptionalInt compare(Object value, @Nullable Object bound) {
        if (bound == null) {
            return OptionalInt.empty();
        }
        return switch (value) {
            case Long a when bound instanceof Long b -> OptionalInt.of(Long.compare(a, b));
            case BigDecimal a when bound instanceof BigDecimal b -> OptionalInt.of(a.compareTo(b));
            case Float a when bound instanceof Float b -> floating(a, b);
            case Double a when bound instanceof Double b -> floating(a, b);
            case Boolean a when bound instanceof Boolean b -> OptionalInt.of(Boolean.compare(a, b));
            case LocalDate a when bound instanceof LocalDate b -> OptionalInt.of(a.compareTo(b));
            case LocalDateTime a when bound instanceof LocalDateTime b ->
                    OptionalInt.of(a.compareTo(b));
            case Instant a when bound instanceof Instant b -> OptionalInt.of(a.compareTo(b));
            case String a when bound instanceof String b -> OptionalInt.of(texts(a, b));
            case Bytes a when bound instanceof Bytes b ->
                    OptionalInt.of(Arrays.compareUnsigned(a.toArray(), b.toArray()));
            default -> OptionalInt.empty();
        };
    }

    /// Both zeros are equal; nothing is known of NaN.
    private static OptionalInt floating(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(a < b ? -1 : a > b ? 1 : 0);
    }

    /// By code points, which is the order of their bytes in UTF-8.
    private static int texts(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Integer.compare(rank(x), rank(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /// Halves of characters beyond the first 65 536 come behind all others.
    private static int rank(char unit) {
        if (unit < SURROGATES) {
            return unit;
        }
        return unit < BEHIND_SURROGATES ? unit + Character.MAX_VALUE : unit;
    }
}
