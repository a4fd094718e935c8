package dev.trawl.sql;

import dev.trawl.plan.Decimals;
import dev.trawl.plan.Type;
import java.util.List;

/// Comparisons.
final class ComparisonSql {
    private ComparisonSql() {}

    /// Text order is by code point in DuckDB; PostgreSQL needs to be told.
    static String order(String text, Type type, Dialect dialect) {
        return type == Type.Simple.VARCHAR && dialect == Dialect.POSTGRESQL
                ? text + " COLLATE \"C\""
                : text;
    }

    static String render(List<String> a, List<Type> types, String operator, Dialect dialect) {
        if (dialect == Dialect.DUCKDB
                && types.getFirst() instanceof Type.Decimal left
                && types.getLast() instanceof Type.Decimal right) {
            if (!fits(left, right)) {
                return wide(a, operator, left, right);
            }
        }
        boolean isOrder = !operator.equals("=") && !operator.equals("<>");
        String left = isOrder ? order(a.getFirst(), types.getFirst(), dialect) : a.getFirst();
        return "(%s %s %s)".formatted(left, operator, a.getLast());
    }

    /// Equality where NULL is the same as NULL.
    static String same(List<String> a, List<Type> types, Dialect dialect, boolean isSame) {
        if (dialect == Dialect.DUCKDB
                && types.getFirst() instanceof Type.Decimal left
                && types.getLast() instanceof Type.Decimal right
                && !fits(left, right)) {
            return Let.in(
                    a,
                    v ->
                            "%scoalesce(%s, %s IS NULL AND %s IS NULL)"
                                    .formatted(
                                            isSame ? "" : "NOT ",
                                            wide(v, "=", left, right),
                                            v.getFirst(),
                                            v.getLast()));
        }
        return "(%s IS %sDISTINCT FROM %s)"
                .formatted(a.getFirst(), isSame ? "NOT " : "", a.getLast());
    }

    static boolean fits(Type.Decimal a, Type.Decimal b) {
        return Math.max(Decimals.whole(a), Decimals.whole(b)) + Math.max(a.scale(), b.scale())
                <= Type.Decimal.PRECISION_MAX;
    }

    /// No type holds the values of both. The side with the smaller scale may be too large for the
    /// common type; then its sign decides.
    private static String wide(
            List<String> a, String operator, Type.Decimal left, Type.Decimal right) {
        String common = TypeSql.name(Decimals.common(left, right), Dialect.DUCKDB);
        boolean isLeftWide = left.scale() < right.scale();
        return Let.in(
                a,
                v -> {
                    String wide = isLeftWide ? v.getFirst() : v.getLast();
                    String l = isLeftWide ? wide : "0";
                    String r = isLeftWide ? "0" : wide;
                    return "CASE WHEN %s IS NULL OR %s IS NULL THEN NULL WHEN TRY_CAST(%s AS %s) IS NULL THEN %s %s %s ELSE TRY_CAST(%s AS %s) %s CAST(%s AS %s) END"
                            .formatted(
                                    v.getFirst(),
                                    v.getLast(),
                                    wide,
                                    common,
                                    l,
                                    operator,
                                    r,
                                    v.getFirst(),
                                    common,
                                    operator,
                                    v.getLast(),
                                    common);
                });
    }
}
