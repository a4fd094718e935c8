package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/// Exact division of decimals, rounded half away from zero: DuckDB's own gives a double,
/// PostgreSQL's rounds twice.
///
/// In DuckDB unscaled values are divided as 128-bit integers: quotient and remainder first, then
/// the remainder scaled up; where that may not fit, in binary steps that do.
final class DecimalDivision {
    private static final int MAX = Type.Decimal.PRECISION_MAX;

    /// Digits from which DuckDB computes in 128 bits.
    private static final int WIDE_MIN = 19;

    private DecimalDivision() {}

    static String render(List<String> a, Expr.Call call, Type.Decimal result, Dialect dialect) {
        Type.Decimal dividend = (Type.Decimal) call.arguments().getFirst().type();
        Type.Decimal divisor = (Type.Decimal) call.arguments().getLast().type();
        return switch (dialect) {
            case POSTGRESQL -> postgres(a.getFirst(), a.getLast(), result);
            case DUCKDB -> duckDb(a.getFirst(), dividend, a.getLast(), divisor, result);
        };
    }

    /// Operands are short texts ({@link Support}): PostgreSQL has no way to name a value twice.
    static String postgres(String n, String d, Type.Decimal result) {
        return "CAST(sign(%1$s) * sign(%2$s) * div(2 * abs(%1$s) * %3$s + abs(%2$s), 2 * abs(%2$s)) * %4$s AS %5$s)"
                .formatted(
                        n,
                        d,
                        power(result.scale()),
                        fraction(result.scale()),
                        TypeSql.name(result, Dialect.POSTGRESQL));
    }

    static String duckDb(
            String n, Type.Decimal nType, String d, Type.Decimal dType, Type.Decimal result) {
        int shift = result.scale() - nType.scale() + dType.scale();
        String quotient =
                Let.in(
                        List.of(unscaled(n, nType), unscaled(d, dType)),
                        v -> quotient(v.getFirst(), v.getLast(), shift, nType, dType));
        return scaled(quotient, result);
    }

    /// A 128-bit integer as the decimal whose unscaled value it is.
    static String scaled(String unscaled, Type.Decimal type) {
        return "CAST(CAST(%s AS DECIMAL(38,0)) * CAST('%s' AS DECIMAL(%d,%d)) AS %s)"
                .formatted(
                        unscaled,
                        fraction(type.scale()),
                        Math.max(1, type.scale()),
                        type.scale(),
                        TypeSql.name(type, Dialect.DUCKDB));
    }

    static String unscaled(String value, Type.Decimal type) {
        if (type.scale() == 0) {
            return "CAST(%s AS HUGEINT)".formatted(value);
        }
        return type.precision() + type.scale() < MAX
                ? "CAST(CAST(%s AS DECIMAL(%d,%d)) * CAST(%s AS DECIMAL(%d,0)) AS HUGEINT)"
                        .formatted(
                                value,
                                Math.max(WIDE_MIN, type.precision()),
                                type.scale(),
                                power(type.scale()),
                                type.scale() + 1)
                : "CAST(replace(CAST(%s AS VARCHAR), '.', '') AS HUGEINT)".formatted(value);
    }

    private static String quotient(
            String n, String d, int shift, Type.Decimal nType, Type.Decimal dType) {
        if (nType.precision() + shift < MAX && dType.precision() < MAX) {
            return rounded("abs(%s) * %s".formatted(n, factor(shift)), n, d);
        }
        if (dType.precision() + shift < MAX) {
            String numerator = "abs(%s %% %s) * %s".formatted(n, d, factor(shift));
            return "(%s + %s)".formatted(whole(n, d, shift), rounded(numerator, n, d));
        }
        return "(%s + sign(%s) * sign(%s) * %s)"
                .formatted(whole(n, d, shift), n, d, steps(n, d, shift));
    }

    /// The whole part of the quotient, scaled up; from 38 digits on only zero stays in range.
    private static String whole(String n, String d, int shift) {
        return shift < MAX
                ? "(%s // %s) * %s".formatted(n, d, factor(shift))
                : "CASE WHEN %s // %s <> 0 THEN CAST(error('%s') AS HUGEINT) ELSE CAST(0 AS HUGEINT) END"
                        .formatted(n, d, SqlFailure.VALUE_OUT_OF_RANGE.text());
    }

    /// `numerator / abs(d)` rounded, with the sign of n / d.
    private static String rounded(String numerator, String n, String d) {
        return "(sign(%2$s) * sign(%3$s) * ((2 * %1$s + abs(%3$s)) // (2 * abs(%3$s))))"
                .formatted(numerator, n, d);
    }

    /// `abs(n % d) * 10^shift / abs(d)` rounded. The state (q, r) stands for q + r / d; a step
    /// doubles it and adds the remainder where 10^shift has a binary one, so r stays below 3 d.
    private static String steps(String n, String d, int shift) {
        String bits =
                BigInteger.TEN
                        .pow(shift)
                        .toString(2)
                        .chars()
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining(", "));
        String remainder = "CAST(abs(%s %% %s) AS UHUGEINT)".formatted(n, d);
        String divisor = "CAST(abs(%s) AS UHUGEINT)".formatted(d);
        String sum =
                "(s.r + s.r + CASE WHEN b.b = 1 THEN %s ELSE CAST(0 AS UHUGEINT) END)"
                        .formatted(remainder);
        return ("list_transform([list_reduce(list_transform([%s], lambda b: {'b': b, 'q': CAST(0 AS UHUGEINT), 'r': CAST(0 AS UHUGEINT)}),"
                        + " lambda s, b: {'b': 0, 'q': s.q + s.q + %s // %s, 'r': %s %% %s},"
                        + " {'b': 0, 'q': CAST(0 AS UHUGEINT), 'r': CAST(0 AS UHUGEINT)})],"
                        + " lambda s: CAST(s.q + CASE WHEN s.r + s.r >= %s THEN CAST(1 AS UHUGEINT) ELSE CAST(0 AS UHUGEINT) END AS HUGEINT))[1]")
                .formatted(bits, sum, divisor, sum, divisor, divisor);
    }

    private static String factor(int exponent) {
        return "CAST(%s AS HUGEINT)".formatted(power(exponent));
    }

    private static String power(int exponent) {
        return "1" + "0".repeat(exponent);
    }

    static String fraction(int scale) {
        return scale == 0 ? "1" : "0." + "0".repeat(scale - 1) + "1";
    }
}
