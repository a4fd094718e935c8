package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.List;

/// Arithmetic whose failures and digits must be those of the algebra.
final class ArithmeticSql {
    private static final int NARROW_MAX = 18;

    private ArithmeticSql() {}

    static String addOrMultiply(List<String> a, String operator, Expr.Call call, Dialect dialect) {
        Type type = call.type();
        if (type instanceof Type.Decimal result) {
            Type.Decimal l = (Type.Decimal) call.arguments().getFirst().type();
            Type.Decimal r = (Type.Decimal) call.arguments().getLast().type();
            if (dialect == Dialect.DUCKDB && !operator.equals("*") && !ComparisonSql.fits(l, r)) {
                return DecimalSum.render(a, operator, l, r, result);
            }
            String left =
                    dialect == Dialect.DUCKDB && operator.equals("*")
                            ? widened(a.getFirst(), call)
                            : a.getFirst();
            return cast("(%s %s %s)".formatted(left, operator, a.getLast()), type, dialect);
        }
        return type.isFloating() && dialect == Dialect.DUCKDB
                ? Let.in(
                        a,
                        v ->
                                finite(
                                        "(%s %s %s)".formatted(v.getFirst(), operator, v.getLast()),
                                        v,
                                        type))
                : "(%s %s %s)".formatted(a.getFirst(), operator, a.getLast());
    }

    /// DuckDB multiplies decimals of up to 18 digits in 64 bits, whatever the product needs.
    private static String widened(String text, Expr.Call call) {
        Type.Decimal a = (Type.Decimal) call.arguments().getFirst().type();
        Type.Decimal b = (Type.Decimal) call.arguments().getLast().type();
        boolean isNarrow = Math.max(a.precision(), b.precision()) <= NARROW_MAX;
        return isNarrow && a.precision() + b.precision() > NARROW_MAX
                ? "CAST(%s AS DECIMAL(%d,%d))".formatted(text, NARROW_MAX + 1, a.scale())
                : text;
    }

    /// The negation of a constant would be computed in a wider type in DuckDB.
    static String negate(String text, Type type, Dialect dialect) {
        return type.isInteger() && dialect == Dialect.DUCKDB
                ? "(CAST(0 AS %s) - %s)".formatted(TypeSql.name(type, dialect), text)
                : "(- %s)".formatted(text);
    }

    static String divide(List<String> a, Expr.Call call, Dialect dialect) {
        Type type = call.type();
        if (type instanceof Type.Decimal result) {
            return DecimalDivision.render(a, call, result, dialect);
        }
        return switch (dialect) {
            case POSTGRESQL -> "(%s / %s)".formatted(a.getFirst(), a.getLast());
            case DUCKDB ->
                    type.isInteger()
                            ? "(%s // %s)".formatted(a.getFirst(), a.getLast())
                            : Let.in(a, v -> floatDivide(v.getFirst(), v.getLast(), type));
        };
    }

    private static String floatDivide(String dividend, String divisor, Type type) {
        return ErrorSql.failWhen(
                "%s = 0 AND %s IS NOT NULL".formatted(divisor, dividend),
                SqlFailure.DIVISION_BY_ZERO,
                finite("(%s / %s)".formatted(dividend, divisor), List.of(dividend, divisor), type),
                type);
    }

    static String modulo(List<String> a, Expr.Call call, Dialect dialect) {
        String text = "(%s %% %s)".formatted(a.getFirst(), a.getLast());
        if (call.type() instanceof Type.Decimal) {
            return cast(text, call.type(), dialect);
        }
        if (dialect == Dialect.POSTGRESQL || isOtherThanMinusOne(call.arguments().getLast())) {
            return text;
        }
        // The remainder of the least integer by -1 overflows in its own type.
        return cast(
                "(CAST(%s AS HUGEINT) %% %s)".formatted(a.getFirst(), a.getLast()),
                call.type(),
                dialect);
    }

    private static boolean isOtherThanMinusOne(Expr divisor) {
        return divisor instanceof Expr.Literal(Object value, _)
                && value instanceof Long n
                && n != -1;
    }

    /// Rounding to whole numbers, or for decimals to the digits of the result's type.
    static String round(List<String> a, Expr.Call call, Dialect dialect) {
        Type from = call.arguments().getFirst().type();
        if (from.isInteger()) {
            return a.getFirst();
        }
        if (call.type() instanceof Type.Decimal) {
            return cast(a.getFirst(), call.type(), dialect);
        }
        return "round(%s)".formatted(String.join(", ", a));
    }

    static String whole(String function, String argument, Expr.Call call, Dialect dialect) {
        if (call.type().isInteger()) {
            return argument;
        }
        String text = "%s(%s)".formatted(function, argument);
        return call.type() instanceof Type.Decimal ? cast(text, call.type(), dialect) : text;
    }

    /// A function of doubles that gives NaN or an infinity outside its domain.
    static String real(String function, List<String> a, Dialect dialect) {
        String call = "%s(%s)";
        if (dialect == Dialect.POSTGRESQL) {
            return call.formatted(function, String.join(", ", a));
        }
        return Let.in(
                a,
                v -> {
                    String text = call.formatted(function, String.join(", ", v));
                    return switch (function) {
                        case "sqrt" -> domain(v.getFirst() + " < 0", text);
                        case "ln", "log10" -> domain(v.getFirst() + " <= 0", text);
                        case "pow" ->
                                domain(
                                        "(%1$s = 0 AND %2$s < 0 OR %1$s < 0 AND isfinite(%1$s) AND isfinite(%2$s) AND %2$s <> trunc(%2$s))"
                                                .formatted(v.getFirst(), v.getLast()),
                                        finite(text, v, Type.Simple.DOUBLE));
                        default -> finite(text, v, Type.Simple.DOUBLE);
                    };
                });
    }

    private static String domain(String outside, String text) {
        return ErrorSql.failWhen(outside, SqlFailure.INVALID_ARGUMENT, text, Type.Simple.DOUBLE);
    }

    /// The value, or a failure if it is not finite though the operands are.
    private static String finite(String text, List<String> operands, Type type) {
        List<String> finite = operands.stream().map(o -> "isfinite(" + o + ")").toList();
        return ErrorSql.failWhen(
                "NOT isfinite(%s) AND %s".formatted(text, String.join(" AND ", finite)),
                SqlFailure.VALUE_OUT_OF_RANGE,
                text,
                type);
    }

    static String cast(String text, Type type, Dialect dialect) {
        return "CAST(%s AS %s)".formatted(text, TypeSql.name(type, dialect));
    }
}
