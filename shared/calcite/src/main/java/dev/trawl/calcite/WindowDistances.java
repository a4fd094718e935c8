package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// The offsets of frames of RANGE: how far keys may be away. They are measured in decimals that are
/// wide enough for every sum, in microseconds, or in doubles.
final class WindowDistances {
    private static final BigDecimal MICROS_PER_MILLI = BigDecimal.valueOf(1_000);
    private static final Type.Decimal WHOLE = new Type.Decimal(20, 0);

    private WindowDistances() {}

    /// The distances of a window, which has none if it counts rows.
    static List<Expr.Literal> of(RexWindow window) {
        return window.isRows()
                ? List.of()
                : Stream.of(window.getLowerBound(), window.getUpperBound())
                        .map(RexWindowBound::getOffset)
                        .filter(Objects::nonNull)
                        .map(WindowDistances::constant)
                        .toList();
    }

    private static Expr.Literal constant(RexNode offset) {
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(offset.getType().getSqlTypeName())) {
            throw Errors.notSupported("a window's frame of RANGE by months or years");
        }
        if (!(offset instanceof RexLiteral literal) || literal.isNull()) {
            throw Errors.notSupported("a window's frame of RANGE by something that is no constant");
        }
        return SqlTypeName.DAY_INTERVAL_TYPES.contains(literal.getType().getSqlTypeName())
                ? micros(literal)
                : Constants.of(literal);
    }

    private static Expr.Literal micros(RexLiteral interval) {
        BigDecimal millis = Objects.requireNonNull(interval.getValueAs(BigDecimal.class));
        return new Expr.Literal(millis.multiply(MICROS_PER_MILLI).setScale(0), WHOLE);
    }

    /// The number that distances of a key are measured by: microseconds for points in time.
    static Expr measured(Expr key) {
        if (!key.type().isPointInTime()) {
            return key;
        }
        return key.type() == Type.Simple.TIMESTAMP_TZ
                ? since(key, new Expr.Literal(Instant.EPOCH, Type.Simple.TIMESTAMP_TZ))
                : since(
                        Coercion.to(key, Type.Simple.TIMESTAMP),
                        new Expr.Literal(
                                LocalDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC),
                                Type.Simple.TIMESTAMP));
    }

    private static Expr since(Expr time, Expr.Literal epoch) {
        return Expr.Call.of(Function.MICROSECONDS_BETWEEN, time, epoch);
    }

    /// In what the key is measured.
    static Type type(List<Expr.Literal> distances, Type key) {
        if (key.isFloating()) {
            return Type.Simple.DOUBLE;
        }
        Type type = key.isInteger() || key.isPointInTime() ? WHOLE : key;
        for (Expr.Literal distance : distances) {
            type = Coercion.common(type, distance.type());
        }
        boolean isMeasured =
                type == Type.Simple.DOUBLE
                        || type instanceof Type.Decimal d
                                && d.precision() < Type.Decimal.PRECISION_MAX;
        if (!isMeasured) {
            throw Errors.notSupported("a window's frame of RANGE over a " + key.text());
        }
        return type;
    }

    static Expr.Literal amount(RexWindowBound bound, Type type) {
        Expr.Literal constant = constant(Objects.requireNonNull(bound.getOffset()));
        if (Coercion.to(constant, type) instanceof Expr.Literal amount
                && isDistance(amount.value())) {
            return amount;
        }
        throw new TrawlException(
                ErrorCode.INVALID_ARGUMENT,
                "the offset of a window's frame is a constant of at least 0");
    }

    private static boolean isDistance(@Nullable Object value) {
        return switch (value) {
            case BigDecimal n -> n.signum() >= 0;
            case Double n -> n >= 0 && n < Double.POSITIVE_INFINITY;
            case null, default -> false;
        };
    }
}
