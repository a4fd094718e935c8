package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Type;
import java.util.List;

/// Functions of text that make, take apart or hash it.
final class MoreTextSql {
    private static final int LAST_CODE_POINT = 0x10FFFF;
    private static final int INT_MAX = Integer.MAX_VALUE;

    private MoreTextSql() {}

    static String endsWith(List<String> a, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> "suffix(%s, %s)".formatted(a.getFirst(), a.getLast());
            case POSTGRESQL ->
                    "(right(%1$s, char_length(%2$s)) = %2$s)".formatted(a.getFirst(), a.getLast());
        };
    }

    /// DuckDB's own keeps marks with the letters before them.
    static String reverse(String text, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB ->
                    "array_to_string(list_reverse(regexp_extract_all(%s, '(?s).')), '')"
                            .formatted(text);
            case POSTGRESQL -> "reverse(%s)".formatted(text);
        };
    }

    /// Word by word, as DuckDB has none of its own.
    static String initcap(String text) {
        return "array_to_string(list_transform(regexp_extract_all(%s, '[\\pL\\pN]+|[^\\pL\\pN]+'), lambda word: %s || lower(substring(word, 2))), '')"
                .formatted(text, TextSql.upper("substring(word, 1, 1)"));
    }

    static String repeat(List<String> a) {
        return Let.in(
                a,
                v ->
                        ErrorSql.failWhen(
                                "%2$s * CAST(length(%1$s) AS HUGEINT) > %3$d"
                                        .formatted(v.getFirst(), v.getLast(), Function.TEXT_MAX),
                                SqlFailure.VALUE_OUT_OF_RANGE,
                                "CASE WHEN %1$s = '' AND %2$s IS NOT NULL THEN '' ELSE repeat(%1$s, %2$s) END"
                                        .formatted(v.getFirst(), v.getLast()),
                                Type.Simple.VARCHAR));
    }

    static String pad(String function, List<String> a) {
        return Let.in(
                a,
                v -> {
                    String text = v.get(0);
                    String length = v.get(1);
                    String fill = v.get(2);
                    return ErrorSql.failWhen(
                            "%s > %d AND %s IS NOT NULL AND %s IS NOT NULL"
                                    .formatted(length, Function.TEXT_MAX, text, fill),
                            SqlFailure.VALUE_OUT_OF_RANGE,
                            "CASE WHEN %1$s IS NULL OR %2$s IS NULL OR %3$s IS NULL THEN NULL WHEN %2$s <= 0 THEN '' WHEN %3$s = '' OR length(%1$s) >= %2$s THEN substring(%1$s, 1, %2$s) ELSE %4$s(%1$s, CAST(%2$s AS INTEGER), %3$s) END"
                                    .formatted(text, length, fill, function),
                            Type.Simple.VARCHAR);
                });
    }

    /// DuckDB's own separates by the empty text, and takes 0 for 1.
    static String splitPart(List<String> a, Dialect dialect) {
        if (dialect == Dialect.POSTGRESQL) {
            return "split_part(%s, %s, CAST(%s AS integer))"
                    .formatted(a.get(0), a.get(1), a.get(2));
        }
        return Let.in(
                a,
                v ->
                        ErrorSql.failWhen(
                                "%s = 0 AND %s IS NOT NULL AND %s IS NOT NULL"
                                        .formatted(v.get(2), v.get(0), v.get(1)),
                                SqlFailure.INVALID_ARGUMENT,
                                "CASE WHEN %1$s IS NULL OR %2$s IS NULL OR %3$s IS NULL THEN NULL WHEN %2$s = '' THEN CASE WHEN %3$s IN (1, -1) THEN %1$s ELSE '' END WHEN %3$s NOT BETWEEN -%4$d AND %4$d THEN '' ELSE split_part(%1$s, %2$s, %3$s) END"
                                        .formatted(v.get(0), v.get(1), v.get(2), INT_MAX),
                                Type.Simple.VARCHAR));
    }

    /// Whether the part is a constant that PostgreSQL's 32 bits hold.
    static boolean splitsInPostgres(Expr.Call call) {
        return call.arguments().getLast() instanceof Expr.Literal(Object n, _)
                && n instanceof Long part
                && part != 0
                && part < INT_MAX
                && part > -INT_MAX;
    }

    static String chr(String number) {
        return Let.in(
                number,
                v ->
                        ErrorSql.failWhen(
                                "%1$s < 1 OR %1$s BETWEEN 55296 AND 57343 OR %1$s > %2$d"
                                        .formatted(v, LAST_CODE_POINT),
                                SqlFailure.INVALID_ARGUMENT,
                                "chr(CAST(%s AS INTEGER))".formatted(v),
                                Type.Simple.VARCHAR));
    }

    static String sha256(String text, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> "sha256(%s)".formatted(text);
            case POSTGRESQL -> "encode(sha256(convert_to(%s, 'UTF8')), 'hex')".formatted(text);
        };
    }

    /// DuckDB's own gives the empty text where nothing matches.
    static String firstMatch(List<String> a) {
        return Let.in(
                a.getFirst(),
                v ->
                        "CASE WHEN regexp_matches(%1$s, %2$s, 's') THEN regexp_extract(%1$s, %2$s, 0, 's') END"
                                .formatted(v, a.getLast()));
    }
}
