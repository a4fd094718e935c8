package dev.trawl.sql;

import dev.trawl.plan.Decimals;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.List;

/// Arithmetic, whose meaning differs most between databases.
final class ArithmeticSql {
    private ArithmeticSql() {}

    static String infix(List<String> a, String operator, Expr.Call call, Dialect dialect) {
        String text = "(%s %s %s)".formatted(a.get(0), operator, a.get(1));
        return dialect == Dialect.DUCKDB && call.type().isFloating()
                ? finite(text, a)
                : typed(text, call.type(), dialect);
    }

    static String divide(List<String> a, Expr.Call call, Dialect dialect) {
        if (dialect == Dialect.POSTGRESQL) {
            return typed("(%s / %s)".formatted(a.get(0), a.get(1)), call.type(), dialect);
        }
        String divisor = divisor(a.get(1), call.arguments().get(1).type());
        return switch (call.type()) {
            case Type.Decimal result -> decimalQuotient(a.getFirst(), divisor, call, result);
            case Type t when t.isInteger() ->
                    typed("(%s // %s)".formatted(a.getFirst(), divisor), t, dialect);
            default -> finite("(%s / %s)".formatted(a.getFirst(), divisor), a);
        };
    }

    static String modulo(List<String> a, Expr.Call call, Dialect dialect) {
        String divisor =
                dialect == Dialect.DUCKDB
                        ? divisor(a.get(1), call.arguments().get(1).type())
                        : a.get(1);
        return typed("(%s %% %s)".formatted(a.getFirst(), divisor), call.type(), dialect);
    }

    static String round(List<String> a, Expr.Call call, Dialect dialect) {
        if (call.type().isInteger()) {
            return a.getFirst();
        }
        String text =
                a.size() == 1
                        ? "round(%s)".formatted(a.getFirst())
                        : "round(%s, %s)".formatted(a.getFirst(), digits(call));
        return typed(text, call.type(), dialect);
    }

    /// Ceiling and floor.
    static String whole(String function, List<String> a, Expr.Call call, Dialect dialect) {
        return call.type().isInteger()
                ? a.getFirst()
                : typed("%s(%s)".formatted(function, a.getFirst()), call.type(), dialect);
    }

    /// The average of decimals from their sum and number, exactly.
    static String decimalAverage(
            String sum, String count, Type.Decimal argument, Type.Decimal result) {
        Type.Decimal total = Decimals.sum(argument);
        String numerator =
                "(%s * %s)".formatted(unscaled(sum, total), power(result.scale() - total.scale()));
        return scaled(
                "trawl_quotient(%s, CAST(nullif(%s, 0) AS HUGEINT))".formatted(numerator, count),
                result);
    }

    private static String decimalQuotient(
            String dividend, String divisor, Expr.Call call, Type.Decimal result) {
        Type.Decimal a = (Type.Decimal) call.arguments().getFirst().type();
        Type.Decimal b = (Type.Decimal) call.arguments().getLast().type();
        String numerator =
                "(%s * %s)"
                        .formatted(
                                unscaled(dividend, a),
                                power(result.scale() - a.scale() + b.scale()));
        return scaled("trawl_quotient(%s, %s)".formatted(numerator, unscaled(divisor, b)), result);
    }

    /// Whether the scaled dividend fits 128 bits for every value.
    static boolean quotientFits(Type.Decimal a, Type.Decimal b, Type.Decimal result) {
        int shift = result.scale() - a.scale() + b.scale();
        return shift >= 0 && a.precision() + shift < Type.Decimal.PRECISION_MAX;
    }

    private static String unscaled(String value, Type.Decimal type) {
        return type.scale() == 0
                ? "CAST(%s AS HUGEINT)".formatted(value)
                : "CAST(CAST(%s AS DECIMAL(38,%d)) * CAST('1%s' AS DECIMAL(%d,0)) AS HUGEINT)"
                        .formatted(value, type.scale(), "0".repeat(type.scale()), type.scale() + 1);
    }

    private static String scaled(String integer, Type.Decimal type) {
        return type.scale() == 0
                ? "CAST(%s AS DECIMAL(%d,0))".formatted(integer, type.precision())
                : "CAST(CAST(%s AS DECIMAL(38,0)) * CAST('0.%s1' AS DECIMAL(%d,%d)) AS DECIMAL(%d,%d))"
                        .formatted(
                                integer,
                                "0".repeat(type.scale() - 1),
                                type.scale(),
                                type.scale(),
                                type.precision(),
                                type.scale());
    }

    private static String power(int exponent) {
        return "CAST('1%s' AS HUGEINT)".formatted("0".repeat(exponent));
    }

    private static String divisor(String text, Type type) {
        return "CAST(trawl_divisor(%s) AS %s)".formatted(text, TypeSql.name(type, Dialect.DUCKDB));
    }

    private static String finite(String text, List<String> a) {
        return "trawl_finite(%s, %s, %s)".formatted(text, a.get(0), a.get(1));
    }

    private static String digits(Expr.Call call) {
        return call.type() instanceof Type.Decimal d
                ? Integer.toString(d.scale())
                : String.valueOf(((Expr.Literal) call.arguments().getLast()).value());
    }

    /// Results get the type that the algebra says; a value that does not fit is an error.
    static String typed(String text, Type type, Dialect dialect) {
        return type instanceof Type.Decimal
                        || type == Type.Simple.TINYINT
                        || type == Type.Simple.SMALLINT
                ? "CAST(%s AS %s)".formatted(text, TypeSql.name(type, dialect))
                : text;
    }
}
