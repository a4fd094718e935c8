package dev.trawl.calcite;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Decimals;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings operands to one type, because the algebra mixes none.
final class Coercion {
    private Coercion() {}

    /// The expression as a value of `type`: itself, a constant of that type, or a strict cast.
    static Expr to(Expr expr, Type type) {
        if (expr.type().equals(type)) {
            return expr;
        }
        if (expr instanceof Expr.Literal literal) {
            return constant(literal, type);
        }
        if (!Casts.exists(expr.type(), type)) {
            throw mismatch(expr.type(), type);
        }
        return Expr.Cast.strict(expr, type);
    }

    private static Expr constant(Expr.Literal literal, Type type) {
        Object value = literal.value();
        if (value == null) {
            return Literals.ofNull(type);
        }
        if (literal.type() == Type.Simple.VARCHAR && type != Type.Simple.VARBINARY) {
            try {
                return Literals.fromText(complete(((String) value).strip(), type), type);
            } catch (IllegalArgumentException e) {
                if (type.isFloating() || type instanceof Type.Decimal) {
                    // Forms that a cast reads and a constant has not, such as digits to round.
                    return Expr.Cast.strict(literal, type);
                }
                throw new TrawlException(
                        ErrorCode.INVALID_CAST,
                        "the text constant is no %s".formatted(type.text()),
                        e);
            }
        }
        Expr exact = exact(value, type);
        if (exact != null) {
            return exact;
        }
        if (!Casts.exists(literal.type(), type)) {
            throw mismatch(literal.type(), type);
        }
        return Expr.Cast.strict(literal, type);
    }

    /// A date stands for the start of its day; an instant without a zone is in UTC.
    private static String complete(String text, Type type) {
        boolean isTimestamp = type == Type.Simple.TIMESTAMP || type == Type.Simple.TIMESTAMP_TZ;
        if (!isTimestamp) {
            return text;
        }
        String full = text.matches("\\d{4}-\\d{2}-\\d{2}") ? text + " 00:00:00" : text;
        return type == Type.Simple.TIMESTAMP_TZ
                        && full.matches(".*\\d")
                        && !full.matches(".*[+-]\\d{2}(:\\d{2})?")
                ? full + "Z"
                : full;
    }

    /// A number as a constant of a wider type, if it is one.
    private static @Nullable Expr exact(Object value, Type type) {
        if (value instanceof Long n && type.isInteger()) {
            return fits(n, type) ? new Expr.Literal(n, type) : null;
        }
        if (value instanceof Long n && type == Type.Simple.DOUBLE) {
            return new Expr.Literal(n.doubleValue(), type);
        }
        if (type instanceof Type.Decimal d) {
            BigDecimal number =
                    switch (value) {
                        case Long n -> BigDecimal.valueOf(n);
                        case BigDecimal b -> b;
                        default -> null;
                    };
            return number != null && fits(number, d) ? new Expr.Literal(number, d) : null;
        }
        return value instanceof BigDecimal b && type == Type.Simple.DOUBLE
                ? new Expr.Literal(b.doubleValue(), type)
                : null;
    }

    private static boolean fits(long n, Type type) {
        return switch ((Type.Simple) type) {
            case TINYINT -> n == (byte) n;
            case SMALLINT -> n == (short) n;
            case INTEGER -> n == (int) n;
            default -> true;
        };
    }

    private static boolean fits(BigDecimal number, Type.Decimal type) {
        BigDecimal plain = number.stripTrailingZeros();
        return plain.scale() <= type.scale()
                && plain.precision() - plain.scale() <= Decimals.whole(type);
    }

    /// The type that both become when they meet.
    static Type common(Expr a, Expr b) {
        if (a.type().equals(b.type())) {
            return a.type();
        }
        if (isUntyped(a)) {
            return b.type();
        }
        if (isUntyped(b)) {
            return a.type();
        }
        return common(a.type(), b.type());
    }

    static Type common(List<? extends Expr> exprs) {
        List<Type> typed =
                exprs.stream().filter(e -> !isUntyped(e)).map(Expr::type).distinct().toList();
        return typed.isEmpty()
                ? exprs.getFirst().type()
                : typed.stream().reduce(Coercion::common).orElseThrow();
    }

    /// A NULL or text constant takes the type of what it meets.
    private static boolean isUntyped(Expr expr) {
        return expr instanceof Expr.Literal l && (l.isNull() || l.type() == Type.Simple.VARCHAR);
    }

    static Type common(Type a, Type b) {
        if (a.equals(b)) {
            return a;
        }
        if (a.isNumeric() && b.isNumeric()) {
            return number(a, b);
        }
        if (a.isPointInTime() && b.isPointInTime()) {
            return a == Type.Simple.TIMESTAMP_TZ || b == Type.Simple.TIMESTAMP_TZ
                    ? Type.Simple.TIMESTAMP_TZ
                    : Type.Simple.TIMESTAMP;
        }
        throw mismatch(a, b);
    }

    private static Type number(Type a, Type b) {
        if (a.isFloating() || b.isFloating()) {
            return a == Type.Simple.REAL && b == Type.Simple.REAL ? a : Type.Simple.DOUBLE;
        }
        if (a instanceof Type.Decimal || b instanceof Type.Decimal) {
            return Decimals.common(decimal(a), decimal(b));
        }
        return ((Type.Simple) a).compareTo((Type.Simple) b) > 0 ? a : b;
    }

    /// Both sides of a comparison. Decimals of different digits meet as they are; a whole number
    /// that a column's type has is one of that type.
    static List<Expr> compared(Expr a, Expr b) {
        if (a.type() instanceof Type.Decimal && b.type() instanceof Type.Decimal) {
            return List.of(a, b);
        }
        Expr left = whole(a, b);
        Expr right = whole(b, a);
        if (left != null || right != null) {
            return List.of(left == null ? a : left, right == null ? b : right);
        }
        Type type = common(a, b);
        return type instanceof Type.Decimal common && !holds(common, a, b)
                ? List.of(to(a, decimal(a.type())), to(b, decimal(b.type())))
                : List.of(to(a, type), to(b, type));
    }

    private static @Nullable Expr whole(Expr number, Expr other) {
        return number instanceof Expr.Literal(Object value, Type type)
                        && value instanceof Long n
                        && type.isInteger()
                        && other.type() instanceof Type.Decimal
                ? exact(n, other.type())
                : null;
    }

    /// Whether the decimal has the digits before the point that both sides can have.
    private static boolean holds(Type.Decimal common, Expr a, Expr b) {
        return Decimals.whole(common)
                >= Math.max(Decimals.whole(decimal(a.type())), Decimals.whole(decimal(b.type())));
    }

    static Type.Decimal decimal(Type type) {
        return switch (type) {
            case Type.Decimal d -> d;
            case Type.Simple s -> Decimals.of(s);
            case Type.Array _, Type.Mapping _, Type.Row _ -> throw mismatch(type, type);
        };
    }

    private static TrawlException mismatch(Type a, Type b) {
        return new TrawlException(
                ErrorCode.TYPE_MISMATCH,
                "%s and %s do not go together; cast one of them".formatted(a.text(), b.text()));
    }
}
