package dev.trawl.testkit.reference;

import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Ranges and rounding of numbers.
final class ReferenceNumbers {
    private ReferenceNumbers() {}

    static Long integer(BigInteger value, Type type) {
        int bits =
                switch ((Type.Simple) type) {
                    case TINYINT -> 8;
                    case SMALLINT -> 16;
                    case INTEGER -> 32;
                    default -> 64;
                };
        if (value.bitLength() >= bits) {
            throw outOfRange();
        }
        return value.longValue();
    }

    static BigDecimal decimal(BigDecimal value, Type.Decimal type) {
        BigDecimal rounded = value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > type.precision()) {
            throw outOfRange();
        }
        return rounded;
    }

    /// Half away from zero; exact, as the difference of neighbouring doubles is.
    static double round(double value) {
        double whole = Math.floor(Math.abs(value));
        double rounded = Math.abs(value) - whole >= 0.5 ? whole + 1 : whole;
        return Double.isFinite(value) ? Math.copySign(rounded, value) : value;
    }

    static double finite(double result, double... operands) {
        for (double operand : operands) {
            if (!Double.isFinite(operand)) {
                return result;
            }
        }
        if (!Double.isFinite(result)) {
            throw outOfRange();
        }
        return result;
    }

    static TrawlException outOfRange() {
        return new TrawlException(
                ErrorCode.VALUE_OUT_OF_RANGE, "a value is outside the range of its type");
    }

    static TrawlException divisionByZero() {
        return new TrawlException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
    }

    static TrawlException invalidArgument() {
        return new TrawlException(
                ErrorCode.INVALID_ARGUMENT, "a function does not take this argument");
    }

    static TrawlException tooManyRows() {
        return new TrawlException(
                ErrorCode.SUBQUERY_TOO_MANY_ROWS, "a scalar subquery gave more than one row");
    }

    static TrawlException invalidCast() {
        return new TrawlException(ErrorCode.INVALID_CAST, "a value cannot be cast");
    }
}
