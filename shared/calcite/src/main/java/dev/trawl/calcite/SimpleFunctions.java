package dev.trawl.calcite;

import dev.trawl.plan.Decimals;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.util.List;

/// Functions of SQL that are made of others.
final class SimpleFunctions {
    private SimpleFunctions() {}

    /// The first characters; all but the last ones if the number is negative.
    static Expr left(List<Expr> operands) {
        Expr text = operands.getFirst();
        Expr n = Coercion.to(operands.getLast(), Type.Simple.BIGINT);
        Expr one = Literals.of(1L);
        Expr rest = Expr.Call.of(Function.ADD, length(text), n);
        return when(
                Expr.Call.of(Function.GE, n, Literals.of(0L)),
                Expr.Call.of(Function.SUBSTRING, text, one, n),
                when(
                        Expr.Call.of(Function.GT, rest, Literals.of(0L)),
                        Expr.Call.of(Function.SUBSTRING, text, one, rest),
                        // NULL where the text or the number is.
                        when(
                                Expr.Call.of(Function.LE, rest, Literals.of(0L)),
                                Literals.of(""),
                                Literals.ofNull(Type.Simple.VARCHAR))));
    }

    /// The last characters; all but the first ones if the number is negative.
    static Expr right(List<Expr> operands) {
        Expr text = operands.getFirst();
        Expr n = Coercion.to(operands.getLast(), Type.Simple.BIGINT);
        Expr one = Literals.of(1L);
        return when(
                Expr.Call.of(Function.GE, n, Literals.of(0L)),
                Expr.Call.of(
                        Function.SUBSTRING,
                        text,
                        Expr.Call.of(
                                Function.ADD,
                                Expr.Call.of(Function.SUBTRACT, length(text), n),
                                one)),
                Expr.Call.of(Function.SUBSTRING, text, Expr.Call.of(Function.SUBTRACT, one, n)));
    }

    private static Expr length(Expr text) {
        return Expr.Call.of(Function.CHAR_LENGTH, text);
    }

    /// -1, 0 or 1; of decimals a decimal, else of the same type. NaN is greater than 0.
    static Expr sign(Expr number) {
        Expr zero = number(number.type(), 0);
        return when(
                Expr.Call.of(Function.GT, number, zero),
                number(number.type(), 1),
                when(
                        Expr.Call.of(Function.LT, number, zero),
                        number(number.type(), -1),
                        when(
                                Expr.Call.of(Function.EQ, number, zero),
                                zero,
                                Literals.ofNull(zero.type()))));
    }

    private static Expr.Literal number(Type type, int value) {
        Expr exact = Literals.of(BigDecimal.valueOf(value), new Type.Decimal(1, 0));
        return type instanceof Type.Decimal
                ? (Expr.Literal) exact
                : switch (type) {
                    case Type.Simple s when s == Type.Simple.REAL ->
                            new Expr.Literal((float) value, s);
                    case Type.Simple s when s == Type.Simple.DOUBLE ->
                            new Expr.Literal((double) value, s);
                    default -> new Expr.Literal((long) value, type);
                };
    }

    /// Toward zero, to a whole number or to a constant number of digits.
    static Expr truncated(List<Expr> operands) {
        Expr number = operands.getFirst();
        if (operands.size() > 1) {
            return truncated(number, operands.getLast());
        }
        if (number.type().isInteger()) {
            return number;
        }
        Expr zero = number(number.type(), 0);
        return when(
                Expr.Call.of(Function.LT, number, zero),
                Expr.Call.of(Function.CEIL, number),
                Expr.Call.of(Function.FLOOR, number));
    }

    /// Less what remains of it after the last digit that stays.
    private static Expr truncated(Expr number, Expr digits) {
        if (!(digits instanceof Expr.Literal(Object value, _))
                || !(value instanceof Long n)
                || n < 0
                || number.type().isFloating()) {
            throw Errors.notSupported(
                    "trunc of a floating number, or to a number of digits that is no constant,");
        }
        if (!(number.type() instanceof Type.Decimal type) || n >= type.scale()) {
            return number;
        }
        int scale = Math.toIntExact(n);
        Expr unit =
                new Expr.Literal(
                        BigDecimal.ONE.movePointLeft(scale).setScale(scale),
                        new Type.Decimal(scale + 1, scale));
        Expr rest = Expr.Call.of(Function.MODULO, number, unit);
        return Expr.Cast.strict(
                Expr.Call.of(Function.SUBTRACT, number, rest),
                new Type.Decimal(Math.max(1, Decimals.whole(type) + scale), scale));
    }

    private static Expr when(Expr condition, Expr then, Expr otherwise) {
        return new Expr.Conditional(List.of(new Expr.Branch(condition, then)), otherwise);
    }
}
