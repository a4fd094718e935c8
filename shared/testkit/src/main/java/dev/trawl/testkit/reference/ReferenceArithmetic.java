package dev.trawl.testkit.reference;

import dev.trawl.plan.Function;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/// Arithmetic: exactly, then fitted to the type of the result.
final class ReferenceArithmetic {
    private ReferenceArithmetic() {}

    static Object apply(Function function, List<Object> a, Type type) {
        return switch (a.getFirst()) {
            case Long _ -> ReferenceNumbers.integer(integer(function, a), type);
            case BigDecimal _ -> decimal(function, a, (Type.Decimal) type);
            case Float _ -> real(function, a, ((Number) a.getLast()).floatValue());
            default -> floating(function, a);
        };
    }

    private static BigInteger integer(Function function, List<Object> a) {
        BigInteger x = BigInteger.valueOf((Long) a.getFirst());
        BigInteger y = BigInteger.valueOf((Long) a.getLast());
        return switch (function) {
            case ADD -> x.add(y);
            case SUBTRACT -> x.subtract(y);
            case MULTIPLY -> x.multiply(y);
            case DIVIDE -> x.divide(nonZero(y));
            case MODULO -> x.remainder(nonZero(y));
            case NEGATE -> x.negate();
            case ABS -> x.abs();
            case CEIL, FLOOR, ROUND -> x;
            default -> throw new IllegalArgumentException(function.text());
        };
    }

    private static BigInteger nonZero(BigInteger divisor) {
        if (divisor.signum() == 0) {
            throw ReferenceNumbers.divisionByZero();
        }
        return divisor;
    }

    private static BigDecimal decimal(Function function, List<Object> a, Type.Decimal type) {
        BigDecimal x = (BigDecimal) a.getFirst();
        BigDecimal y = a.getLast() instanceof BigDecimal d ? d : BigDecimal.ZERO;
        boolean divides = function == Function.DIVIDE || function == Function.MODULO;
        if (divides && y.signum() == 0) {
            throw ReferenceNumbers.divisionByZero();
        }
        BigDecimal exact =
                switch (function) {
                    case ADD -> x.add(y);
                    case SUBTRACT -> x.subtract(y);
                    case MULTIPLY -> x.multiply(y);
                    case DIVIDE -> x.divide(y, type.scale(), RoundingMode.HALF_UP);
                    case MODULO -> x.remainder(y);
                    case NEGATE -> x.negate();
                    case ABS -> x.abs();
                    case CEIL -> x.setScale(0, RoundingMode.CEILING);
                    case FLOOR -> x.setScale(0, RoundingMode.FLOOR);
                    case ROUND -> x;
                    default -> throw new IllegalArgumentException(function.text());
                };
        return ReferenceNumbers.decimal(exact, type);
    }

    private static Float real(Function function, List<Object> a, float y) {
        float x = (Float) a.getFirst();
        float result =
                switch (function) {
                    case ADD -> x + y;
                    case SUBTRACT -> x - y;
                    case MULTIPLY -> x * y;
                    case DIVIDE -> x / nonZero(y);
                    case NEGATE -> -x;
                    case ABS -> Math.abs(x);
                    case CEIL -> (float) Math.ceil(x);
                    case FLOOR -> (float) Math.floor(x);
                    case ROUND -> (float) ReferenceNumbers.round(x);
                    default -> throw new IllegalArgumentException(function.text());
                };
        return (float) ReferenceNumbers.finite(result, x, y);
    }

    private static Double floating(Function function, List<Object> a) {
        double x = (Double) a.getFirst();
        double y = a.getLast() instanceof Double d ? d : 0;
        double result =
                switch (function) {
                    case ADD -> x + y;
                    case SUBTRACT -> x - y;
                    case MULTIPLY -> x * y;
                    case DIVIDE -> x / nonZero(y);
                    case NEGATE -> -x;
                    case ABS -> Math.abs(x);
                    case CEIL -> Math.ceil(x);
                    case FLOOR -> Math.floor(x);
                    case ROUND ->
                            a.size() == 1
                                    ? ReferenceNumbers.round(x)
                                    : round(x, (Long) a.getLast());
                    default -> throw new IllegalArgumentException(function.text());
                };
        return ReferenceNumbers.finite(result, x, y);
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw ReferenceNumbers.divisionByZero();
        }
        return divisor;
    }

    private static float nonZero(float divisor) {
        if (divisor == 0) {
            throw ReferenceNumbers.divisionByZero();
        }
        return divisor;
    }

    /// In steps of doubles: scaled up, rounded, scaled down; what is too large for that has no
    /// digits after the point.
    private static double round(double value, long digits) {
        double power = Double.parseDouble("1e" + digits);
        double rounded = ReferenceNumbers.round(value * power) / power;
        return Double.isFinite(rounded) ? rounded : value;
    }

    static Double real(Function function, List<Object> a) {
        double x = (Double) a.getFirst();
        return switch (function) {
            case SQRT -> Math.sqrt(argument(x, !(x < 0)));
            case LN -> Math.log(argument(x, !(x <= 0)));
            case LOG10 -> Math.log10(argument(x, !(x <= 0)));
            case EXP -> ReferenceNumbers.finite(Math.exp(x), x);
            default -> power(x, (Double) a.getLast());
        };
    }

    private static double power(double x, double y) {
        if (x == 1 || x == -1 && Double.isInfinite(y)) {
            return 1;
        }
        boolean isDefined =
                !(x == 0 && y < 0)
                        && !(x < 0
                                && Double.isFinite(x)
                                && Double.isFinite(y)
                                && y != Math.rint(y));
        return ReferenceNumbers.finite(Math.pow(argument(x, isDefined), y), x, y);
    }

    private static double argument(double value, boolean isDefined) {
        if (!isDefined) {
            throw ReferenceNumbers.invalidArgument();
        }
        return value;
    }
}
