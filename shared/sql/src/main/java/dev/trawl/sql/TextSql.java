package dev.trawl.sql;

import java.util.List;

/// Functions of text.
final class TextSql {
    private TextSql() {}

    static String trim(String side, String text, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> side + "(" + text + ", ' ')";
            case POSTGRESQL -> (side.equals("trim") ? "btrim" : side) + "(" + text + ", ' ')";
        };
    }

    static String length(String text, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> "length(%s)".formatted(text);
            case POSTGRESQL -> "char_length(%s)::bigint".formatted(text);
        };
    }

    static String substring(List<String> a, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB ->
                    a.size() == 2
                            ? "trawl_suffix(%s, %s)".formatted(a.get(0), a.get(1))
                            : "trawl_substring(%s, %s, %s)".formatted(a.get(0), a.get(1), a.get(2));
            case POSTGRESQL ->
                    a.size() == 2
                            ? "substring(%s, (%s)::integer)".formatted(a.get(0), a.get(1))
                            : "substring(%s, (%s)::integer, (%s)::integer)"
                                    .formatted(a.get(0), a.get(1), a.get(2));
        };
    }

    static String position(List<String> a, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> "CAST(strpos(%s, %s) AS BIGINT)".formatted(a.get(1), a.get(0));
            case POSTGRESQL -> "strpos(%s, %s)::bigint".formatted(a.get(1), a.get(0));
        };
    }

    static String like(List<String> a, Dialect dialect) {
        if (a.size() == 3) {
            return "(%s LIKE %s ESCAPE %s)".formatted(a.get(0), a.get(1), a.get(2));
        }
        return switch (dialect) {
            case DUCKDB -> "(%s LIKE %s)".formatted(a.get(0), a.get(1));
            case POSTGRESQL -> "(%s LIKE %s ESCAPE '')".formatted(a.get(0), a.get(1));
        };
    }
}
