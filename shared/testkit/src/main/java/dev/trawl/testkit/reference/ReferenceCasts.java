package dev.trawl.testkit.reference;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Casts.
final class ReferenceCasts {
    private ReferenceCasts() {}

    static @Nullable Object cast(@Nullable Object value, Expr.Cast cast) {
        if (value == null || cast.operand().type().equals(cast.type())) {
            return value;
        }
        try {
            return cast(value, cast.operand().type(), cast.type());
        } catch (TrawlException e) {
            if (cast.onFailure() == Expr.Cast.OnFailure.NULL
                    && e.code() != ErrorCode.NOT_SUPPORTED) {
                return null;
            }
            throw e;
        }
    }

    private static Object cast(Object value, Type from, Type to) {
        if (to == Type.Simple.VARCHAR) {
            return Literals.toText(value);
        }
        if (from == Type.Simple.VARCHAR) {
            return ReferenceTexts.read((String) value, to);
        }
        return switch (to) {
            case Type.Decimal decimal -> decimal(value, decimal);
            case Type.Simple simple -> simple(value, simple);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no cast to " + to.text());
        };
    }

    private static BigDecimal decimal(Object value, Type.Decimal to) {
        return switch (value) {
            case Long n -> ReferenceNumbers.decimal(BigDecimal.valueOf(n), to);
            case BigDecimal d -> ReferenceNumbers.decimal(d, to);
            default -> ofDouble(((Number) value).doubleValue(), to);
        };
    }

    /// The double times a power of ten, in doubles, rounded to a whole number.
    private static BigDecimal ofDouble(double value, Type.Decimal to) {
        double unscaled = ReferenceNumbers.round(value * Double.parseDouble("1e" + to.scale()));
        if (!Double.isFinite(unscaled)) {
            throw ReferenceNumbers.outOfRange();
        }
        return ReferenceNumbers.decimal(new BigDecimal(unscaled).movePointLeft(to.scale()), to);
    }

    private static Object simple(Object value, Type.Simple to) {
        return switch (to) {
            case BOOLEAN -> (Long) value != 0;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> ReferenceNumbers.integer(integer(value), to);
            case REAL -> real(value);
            case DOUBLE -> ((Number) value).doubleValue();
            case DATE -> ReferenceTime.local(value).toLocalDate();
            case TIME -> ReferenceTime.local(value).toLocalTime();
            case TIMESTAMP -> ReferenceTime.local(value);
            case TIMESTAMP_TZ -> instant(ReferenceTime.local(value));
            case VARCHAR, VARBINARY, UUID, JSON ->
                    throw new IllegalArgumentException("no cast to " + to.text());
        };
    }

    private static BigInteger integer(Object value) {
        return switch (value) {
            case Boolean b -> b ? BigInteger.ONE : BigInteger.ZERO;
            case Long n -> BigInteger.valueOf(n);
            case BigDecimal d -> d.setScale(0, RoundingMode.HALF_UP).toBigInteger();
            default -> {
                double rounded = ReferenceNumbers.round(((Number) value).doubleValue());
                if (!Double.isFinite(rounded)) {
                    throw ReferenceNumbers.outOfRange();
                }
                yield new BigDecimal(rounded).toBigInteger();
            }
        };
    }

    private static Float real(Object value) {
        float real = ((Number) value).floatValue();
        if (value instanceof Double d) {
            ReferenceNumbers.finite(real, d);
        }
        return real;
    }

    private static Object instant(LocalDateTime timestamp) {
        return timestamp.toInstant(ZoneOffset.UTC);
    }
}
