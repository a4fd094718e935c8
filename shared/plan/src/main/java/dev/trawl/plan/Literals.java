package dev.trawl.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The Java values of constants, and their canonical text.
///
/// | type | value |
/// |---|---|
/// | boolean | `Boolean` |
/// | tinyint … bigint | `Long` in the type's range |
/// | real, double | `Float`, `Double` |
/// | decimal(p,s) | `BigDecimal` of scale s and at most p digits |
/// | varchar, json | `String` without unpaired surrogates |
/// | varbinary | `Bytes` |
/// | date, time, timestamp, timestamp_tz | `LocalDate`, `LocalTime`, `LocalDateTime`, `Instant`; whole microseconds, years 1 to 9999 |
/// | uuid | `UUID` |
public final class Literals {
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int DECIMAL_TEXT_MAX = 64;
    private static final Instant INSTANT_MIN = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant INSTANT_MAX = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Literals() {}

    /// The value itself (a decimal with its scale set), or an error that names the type and not the
    /// value.
    static @Nullable Object check(@Nullable Object value, Type type) {
        if (value == null) {
            return null;
        }
        Object canonical = canonical(value, type);
        if (canonical == null) {
            throw new IllegalArgumentException(
                    "a %s is no value of type %s"
                            .formatted(value.getClass().getSimpleName(), type.text()));
        }
        return canonical;
    }

    private static @Nullable Object canonical(Object value, Type type) {
        return switch (type) {
            case Type.Decimal decimal -> value instanceof BigDecimal d ? fit(d, decimal) : null;
            case Type.Simple simple -> isValue(value, simple) ? value : null;
            case Type.Array _, Type.Mapping _, Type.Row _ -> null;
        };
    }

    private static @Nullable BigDecimal fit(BigDecimal value, Type.Decimal type) {
        BigDecimal plain = value.stripTrailingZeros();
        long whole = plain.signum() == 0 ? 0 : (long) plain.precision() - plain.scale();
        return plain.scale() <= type.scale() && whole <= Decimals.whole(type)
                ? plain.setScale(type.scale(), RoundingMode.UNNECESSARY)
                : null;
    }

    private static boolean isValue(Object value, Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> value instanceof Boolean;
            case TINYINT -> value instanceof Long n && n == n.byteValue();
            case SMALLINT -> value instanceof Long n && n == n.shortValue();
            case INTEGER -> value instanceof Long n && n == n.intValue();
            case BIGINT -> value instanceof Long;
            case REAL -> value instanceof Float;
            case DOUBLE -> value instanceof Double;
            case VARCHAR, JSON -> value instanceof String s && isUnicode(s);
            case VARBINARY -> value instanceof Bytes;
            case DATE -> value instanceof LocalDate d && isYear(d.getYear());
            case TIME -> value instanceof LocalTime t && isWholeMicroseconds(t);
            case TIMESTAMP ->
                    value instanceof LocalDateTime t
                            && isYear(t.getYear())
                            && isWholeMicroseconds(t);
            case TIMESTAMP_TZ ->
                    value instanceof Instant i
                            && !i.isBefore(INSTANT_MIN)
                            && !i.isAfter(INSTANT_MAX)
                            && isWholeMicroseconds(i);
            case UUID -> value instanceof UUID;
        };
    }

    private static boolean isWholeMicroseconds(TemporalAccessor time) {
        return time.get(ChronoField.NANO_OF_SECOND) % NANOS_PER_MICRO == 0;
    }

    private static boolean isYear(int year) {
        return year >= 1 && year <= 9999;
    }

    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The canonical text of a value that is not NULL: numbers and times as text, bytes as hex.
    public static String toText(Object value) {
        return switch (value) {
            case Bytes b -> b.toHex();
            case BigDecimal d -> d.toPlainString();
            case LocalTime t -> Timestamps.format(t);
            case LocalDateTime t -> Timestamps.format(t);
            case Instant i -> Timestamps.format(i);
            default -> value.toString();
        };
    }

    /// Reads what {@link #toText} gave for a value of `type`.
    ///
    /// @throws IllegalArgumentException if it is not such a text
    public static Expr.Literal fromText(String text, Type type) {
        try {
            return new Expr.Literal(value(text, type), type);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a constant of type " + type.text(), e);
        }
    }

    private static Object value(String text, Type type) {
        return switch (type) {
            case Type.Decimal _ -> decimal(text);
            case Type.Simple simple -> value(text, simple);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no constants of type " + type.text());
        };
    }

    private static BigDecimal decimal(String text) {
        if (text.length() > DECIMAL_TEXT_MAX) {
            throw new IllegalArgumentException(
                    "a decimal has at most %d characters".formatted(DECIMAL_TEXT_MAX));
        }
        return new BigDecimal(text);
    }

    private static Object value(String text, Type.Simple type) {
        return switch (type) {
            case BOOLEAN ->
                    switch (text) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw new IllegalArgumentException("not a boolean");
                    };
            case TINYINT, SMALLINT, INTEGER, BIGINT -> Long.valueOf(text);
            case REAL -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case VARCHAR, JSON -> text;
            case VARBINARY -> Bytes.fromHex(text);
            case DATE -> LocalDate.parse(text);
            case TIME -> LocalTime.parse(text);
            case TIMESTAMP -> LocalDateTime.parse(text.replace(' ', 'T'));
            case TIMESTAMP_TZ -> Instant.parse(text.replace(' ', 'T'));
            case UUID -> UUID.fromString(text);
        };
    }

    public static Expr.Literal ofNull(Type type) {
        return new Expr.Literal(null, type);
    }

    public static Expr.Literal of(boolean value) {
        return new Expr.Literal(value, Type.Simple.BOOLEAN);
    }

    public static Expr.Literal of(String value) {
        return new Expr.Literal(value, Type.Simple.VARCHAR);
    }

    /// A bigint.
    public static Expr.Literal of(long value) {
        return new Expr.Literal(value, Type.Simple.BIGINT);
    }

    /// An integer.
    public static Expr.Literal of(int value) {
        return new Expr.Literal((long) value, Type.Simple.INTEGER);
    }

    public static Expr.Literal of(BigDecimal value, Type.Decimal type) {
        return new Expr.Literal(value, type);
    }

    public static Expr.Literal of(LocalDate value) {
        return new Expr.Literal(value, Type.Simple.DATE);
    }
}
