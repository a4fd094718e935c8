package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions of text.
final class TextSql {
    private static final int INT_MAX = Integer.MAX_VALUE;

    private TextSql() {}

    static String trim(String function, String text, Dialect dialect) {
        String name = function.equals("trim") && dialect == Dialect.POSTGRESQL ? "btrim" : function;
        return "%s(%s, ' ')".formatted(name, text);
    }

    /// In DuckDB, which has a capital sharp s for the small one; Unicode's simple mapping has none.
    static String upper(String text) {
        return Let.in(
                text,
                v ->
                        "CASE WHEN contains(%1$s, 'ß') THEN array_to_string(list_transform(string_split(%1$s, 'ß'), lambda part: upper(part)), 'ß') ELSE upper(%1$s) END"
                                .formatted(v));
    }

    static String length(String text, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> "length(%s)".formatted(text);
            case POSTGRESQL -> "CAST(char_length(%s) AS bigint)".formatted(text);
        };
    }

    static String position(List<String> a, Dialect dialect) {
        String text = "strpos(%s, %s)".formatted(a.getLast(), a.getFirst());
        return switch (dialect) {
            case DUCKDB -> text;
            case POSTGRESQL -> "CAST(%s AS bigint)".formatted(text);
        };
    }

    static String like(Expr.Call call, List<String> a, Dialect dialect) {
        String escape =
                a.size() == 3
                        ? " ESCAPE " + a.get(2)
                        : switch (dialect) {
                            case DUCKDB -> "";
                            case POSTGRESQL -> " ESCAPE ''";
                        };
        return "(%s LIKE %s%s)".formatted(a.get(0), a.get(1), escape);
    }

    /// Both dialects count from 1; below it PostgreSQL does as the algebra, DuckDB counts from the
    /// end.
    static String substring(Expr.Call call, List<String> a, Dialect dialect) {
        if (dialect == Dialect.POSTGRESQL || isPlain(call)) {
            List<String> numbers =
                    call.arguments().stream()
                            .skip(1)
                            .map(n -> String.valueOf(constant(n)))
                            .toList();
            return "substring(%s, %s)".formatted(a.getFirst(), String.join(", ", numbers));
        }
        return a.size() == 2
                ? Let.in(a, v -> "substring(%s, %s)".formatted(v.get(0), start(v.get(1))))
                : Let.in(a, v -> piece(v.get(0), v.get(1), v.get(2)));
    }

    private static String start(String s) {
        return "CASE WHEN %1$s < 1 THEN 1 WHEN %1$s > %2$d THEN %2$d ELSE %1$s END"
                .formatted(s, INT_MAX);
    }

    private static String piece(String text, String s, String n) {
        String whole = "CASE WHEN %1$s > %2$d THEN %2$d ELSE %1$s END".formatted(n, INT_MAX);
        String cut =
                "CASE WHEN %1$s >= 1 THEN %3$s WHEN %1$s + %2$s > %4$d THEN %4$d WHEN %1$s + %2$s > 1 THEN %1$s + %2$s - 1 ELSE 0 END"
                        .formatted(s, n, whole, INT_MAX);
        return ErrorSql.failWhen(
                "%s < 0 AND %s IS NOT NULL AND %s IS NOT NULL".formatted(n, text, s),
                SqlFailure.INVALID_ARGUMENT,
                "CASE WHEN %1$s IS NOT NULL AND %2$s IS NOT NULL AND %3$s IS NOT NULL THEN substring(%3$s, %4$s, %5$s) END"
                        .formatted(s, n, text, start(s), cut),
                Type.Simple.VARCHAR);
    }

    /// Constant start of at least 1 and constant length of at least 0, both of 32 bits.
    private static boolean isPlain(Expr.Call call) {
        Long start = constant(call.arguments().get(1));
        Long length =
                call.arguments().size() == 3 ? constant(call.arguments().get(2)) : Long.valueOf(0);
        return start != null
                && start >= 1
                && start <= INT_MAX
                && length != null
                && length >= 0
                && length <= INT_MAX;
    }

    /// Whether PostgreSQL's 32 bits hold the constants and the length is not negative.
    static boolean fitsPostgres(Expr.Call call) {
        Long start = constant(call.arguments().get(1));
        Long length =
                call.arguments().size() == 3 ? constant(call.arguments().get(2)) : Long.valueOf(0);
        return start != null
                && start > -INT_MAX
                && start < INT_MAX
                && length != null
                && length >= 0
                && length < INT_MAX;
    }

    private static @Nullable Long constant(Expr expr) {
        return expr instanceof Expr.Literal(Object value, _) && value instanceof Long n ? n : null;
    }
}
