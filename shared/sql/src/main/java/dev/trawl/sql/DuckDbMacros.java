package dev.trawl.sql;

import java.util.List;

/// Macros that every DuckDB session must have before it runs what {@link SqlRenderer} gives: the
/// functions of the algebra that DuckDB's own do not match.
public final class DuckDbMacros {
    /// Texts of errors that the macros raise; the engine maps them to codes.
    public static final String DIVISION_BY_ZERO = "trawl: division by zero";

    public static final String OUT_OF_RANGE = "trawl: out of range";
    public static final String INVALID_ARGUMENT = "trawl: invalid argument";
    public static final String INVALID_CAST = "trawl: invalid cast";

    private static final String DATE_MIN = "DATE '0001-01-01'";
    private static final String DATE_MAX = "DATE '9999-12-31'";

    /// Statements to run once per session, in order.
    public static final List<String> STATEMENTS =
            List.of(
                    // The divisor, or an error; DuckDB's x/0 is NULL.
                    "CREATE TEMP MACRO trawl_divisor(d) AS CASE WHEN d = 0 THEN error('%s') ELSE d END"
                            .formatted(DIVISION_BY_ZERO),
                    // n / d of 128-bit integers, rounded half away from zero.
                    ("CREATE TEMP MACRO trawl_quotient(n, d) AS"
                            + " CAST(sign(n) * sign(d) AS HUGEINT) * ((2 * abs(n) + abs(d)) // (2 * abs(d)))"),
                    // A floating result that must be finite because its operands are.
                    ("CREATE TEMP MACRO trawl_finite(r, a, b) AS CASE WHEN (isinf(r) OR isnan(r)) AND isfinite(a)"
                                    + " AND isfinite(b) THEN error('%s') ELSE r END")
                            .formatted(OUT_OF_RANGE),
                    // Substring of the standard: what lies before the first character counts.
                    ("CREATE TEMP MACRO trawl_substring(s, f, n) AS CASE WHEN s IS NULL OR f IS NULL OR n IS NULL THEN NULL"
                                    + " WHEN n < 0 THEN error('%s') ELSE substring(s, CAST(greatest(f, 1) AS BIGINT),"
                                    + " CAST(least(greatest(CAST(f AS HUGEINT) + n - greatest(f, 1), 0), 2147483647) AS BIGINT)) END")
                            .formatted(INVALID_ARGUMENT),
                    ("CREATE TEMP MACRO trawl_suffix(s, f) AS CASE WHEN s IS NULL OR f IS NULL THEN NULL"
                            + " ELSE substring(s, CAST(least(greatest(f, 1), 2147483647) AS BIGINT)) END"),
                    ("CREATE TEMP MACRO trawl_date(d) AS CASE WHEN CAST(d AS DATE) < %s OR CAST(d AS DATE) > %s"
                                    + " THEN error('%s') ELSE d END")
                            .formatted(DATE_MIN, DATE_MAX, OUT_OF_RANGE),
                    // How far dates can be moved at all.
                    ("CREATE TEMP MACRO trawl_steps(n, most) AS CASE WHEN n < -most OR n > most"
                                    + " THEN error('%s') ELSE n END")
                            .formatted(OUT_OF_RANGE),
                    // Text of a given form without its outer spaces, or an error.
                    ("CREATE TEMP MACRO trawl_text(s, p) AS CASE WHEN s IS NULL OR regexp_full_match(trim(s, ' '), p)"
                                    + " THEN trim(s, ' ') ELSE error('%s') END")
                            .formatted(INVALID_CAST),
                    ("CREATE TEMP MACRO trawl_text_or_null(s, p) AS CASE WHEN regexp_full_match(trim(s, ' '), p)"
                            + " THEN trim(s, ' ') END"));

    private DuckDbMacros() {}
}
