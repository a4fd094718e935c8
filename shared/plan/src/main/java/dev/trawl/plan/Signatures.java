package dev.trawl.plan;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.BOOLEAN;
import static dev.trawl.plan.Type.Simple.DATE;
import static dev.trawl.plan.Type.Simple.INTEGER;
import static dev.trawl.plan.Type.Simple.TIME;
import static dev.trawl.plan.Type.Simple.TIMESTAMP;
import static dev.trawl.plan.Type.Simple.TIMESTAMP_TZ;
import static dev.trawl.plan.Type.Simple.VARCHAR;

import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

/// Typing rules of {@link Function}.
final class Signatures {
    private static final Set<String> DAY_UNITS = Set.of("year", "quarter", "month", "week", "day");
    private static final Set<String> TIME_UNITS = Set.of("hour", "minute", "second", "millisecond");
    private static final int PATTERN_MAX = 1_000;
    private static final int ROUND_DIGITS_MAX = Type.Decimal.PRECISION_MAX;

    private Signatures() {}

    static final class NoMatchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoMatchException() {
            super(null, null, false, false);
        }
    }

    static Type comparison(List<Expr> arguments) {
        need(arguments.size() == 2);
        Type left = arguments.getFirst().type();
        Type right = arguments.getLast().type();
        need(left.isOrdered() && right.isOrdered());
        need(left.equals(right) || left instanceof Type.Decimal && right instanceof Type.Decimal);
        return BOOLEAN;
    }

    static Type connective(List<Expr> arguments) {
        return atLeastTwo(arguments, BOOLEAN);
    }

    static Type atLeastTwo(List<Expr> arguments, Type type) {
        need(arguments.size() >= 2);
        arguments.forEach(a -> need(a.type().equals(type)));
        return type;
    }

    static Type anyToBoolean(List<Expr> arguments) {
        need(arguments.size() == 1);
        return BOOLEAN;
    }

    static Type unary(List<Expr> arguments, Type argument, Type result) {
        return fixed(arguments, result, argument);
    }

    static Type fixed(List<Expr> arguments, Type result, Type... types) {
        need(arguments.size() == types.length);
        for (int i = 0; i < types.length; i++) {
            need(arguments.get(i).type().equals(types[i]));
        }
        return result;
    }

    static Type same(List<Expr> arguments) {
        need(!arguments.isEmpty());
        Type type = arguments.getFirst().type();
        arguments.forEach(a -> need(a.type().equals(type)));
        return type;
    }

    static Type onlyValue(List<Expr> arguments) {
        need(arguments.size() == 2 && arguments.getLast().type() == BIGINT);
        return arguments.getFirst().type();
    }

    static Type arithmetic(List<Expr> arguments, BinaryOperator<Type.Decimal> decimal) {
        need(arguments.size() == 2);
        Type left = arguments.getFirst().type();
        Type right = arguments.getLast().type();
        if (left instanceof Type.Decimal a && right instanceof Type.Decimal b) {
            return decimal.apply(a, b);
        }
        need(left.equals(right) && left.isNumeric());
        return left;
    }

    static Type exactArithmetic(List<Expr> arguments, BinaryOperator<Type.Decimal> decimal) {
        Type type = arithmetic(arguments, decimal);
        need(!type.isFloating());
        return type;
    }

    static Type sameNumber(List<Expr> arguments) {
        need(arguments.size() == 1);
        Type type = arguments.getFirst().type();
        need(type.isNumeric());
        return type;
    }

    static Type whole(List<Expr> arguments) {
        Type type = sameNumber(arguments);
        return type instanceof Type.Decimal d
                ? new Type.Decimal(Math.min(Type.Decimal.PRECISION_MAX, Decimals.whole(d) + 1), 0)
                : type;
    }

    static Type round(List<Expr> arguments) {
        if (arguments.size() == 1) {
            return whole(arguments);
        }
        need(arguments.size() == 2);
        Type type = arguments.getFirst().type();
        need(type instanceof Type.Decimal || type == Type.Simple.DOUBLE);
        need(arguments.getLast() instanceof Expr.Literal l && l.type() == INTEGER && !l.isNull());
        long digits = (Long) requireValue(arguments.getLast());
        need(digits >= 0 && digits <= ROUND_DIGITS_MAX);
        if (type instanceof Type.Decimal d) {
            int scale = Math.toIntExact(Math.min(digits, d.scale()));
            int whole = Decimals.whole(d) + (scale < d.scale() ? 1 : 0);
            int precision = Math.max(1, Math.min(Type.Decimal.PRECISION_MAX, whole + scale));
            return new Type.Decimal(precision, scale);
        }
        return type;
    }

    static Type substring(List<Expr> arguments) {
        need(arguments.size() == 2 || arguments.size() == 3);
        need(arguments.getFirst().type() == VARCHAR);
        arguments.stream().skip(1).forEach(a -> need(a.type() == BIGINT));
        return VARCHAR;
    }

    static Type like(List<Expr> arguments) {
        need(arguments.size() == 2 || arguments.size() == 3);
        arguments.forEach(a -> need(a.type() == VARCHAR));
        if (arguments.size() == 3) {
            need(arguments.getLast() instanceof Expr.Literal l && !l.isNull());
            String escape = (String) requireValue(arguments.getLast());
            need(escape.codePointCount(0, escape.length()) == 1);
        }
        return BOOLEAN;
    }

    static Type extractFromDay(List<Expr> arguments) {
        need(arguments.size() == 1);
        need(arguments.getFirst().type().isPointInTime());
        return BIGINT;
    }

    static Type extractFromTime(List<Expr> arguments) {
        need(arguments.size() == 1);
        Type type = arguments.getFirst().type();
        need(type == TIME || type == TIMESTAMP || type == TIMESTAMP_TZ);
        return BIGINT;
    }

    static Type betweenTimestamps(List<Expr> arguments) {
        need(arguments.size() == 2);
        Type type = arguments.getFirst().type();
        need(type == TIMESTAMP || type == TIMESTAMP_TZ);
        need(arguments.getLast().type().equals(type));
        return BIGINT;
    }

    /// Text, constant pattern, and so many further constant texts.
    static Type pattern(List<Expr> arguments, int further, Type result) {
        need(arguments.size() == 2 + further);
        need(arguments.getFirst().type() == VARCHAR);
        for (Expr constant : arguments.subList(1, arguments.size())) {
            need(constant instanceof Expr.Literal l && l.type() == VARCHAR && !l.isNull());
            need(((String) requireValue(constant)).length() <= PATTERN_MAX);
        }
        return result;
    }

    static Type dateTrunc(List<Expr> arguments) {
        need(arguments.size() == 2);
        need(arguments.getFirst() instanceof Expr.Literal l && l.type() == VARCHAR && !l.isNull());
        String unit = (String) requireValue(arguments.getFirst());
        Type type = arguments.getLast().type();
        need(type.isPointInTime());
        need(DAY_UNITS.contains(unit) || type != DATE && TIME_UNITS.contains(unit));
        return type;
    }

    static Type addToPoint(List<Expr> arguments) {
        need(arguments.size() == 2);
        need(arguments.getFirst().type().isPointInTime());
        need(arguments.getLast().type() == BIGINT);
        return arguments.getFirst().type();
    }

    static Type addToTimestamp(List<Expr> arguments) {
        need(arguments.size() == 2);
        Type type = arguments.getFirst().type();
        need(type == TIMESTAMP || type == TIMESTAMP_TZ);
        need(arguments.getLast().type() == BIGINT);
        return type;
    }

    private static Object requireValue(Expr constant) {
        Object value = ((Expr.Literal) constant).value();
        if (value == null) {
            throw new NoMatchException();
        }
        return value;
    }

    private static void need(boolean condition) {
        if (!condition) {
            throw new NoMatchException();
        }
    }
}
