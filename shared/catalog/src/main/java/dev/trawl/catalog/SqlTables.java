package dev.trawl.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The tables that a text of SQL may read, without parsing it: whatever stands where a table can
/// stand. It may name more than is read (a common table expression, what `extract … from` takes),
/// never less; so it serves to keep what may be in use, not to plan.
final class SqlTables {
    private static final Set<String> OPENING = Set.of("from", "join");
    private static final Set<String> QUERIES = Set.of("select", "values", "with", "table");
    private static final Set<String> BESIDE = Set.of("lateral", "only");
    private static final Set<String> CLOSING =
            Set.of(
                    "where",
                    "group",
                    "having",
                    "order",
                    "limit",
                    "offset",
                    "fetch",
                    "union",
                    "intersect",
                    "except",
                    "window",
                    "qualify",
                    "select");

    private final String sql;
    private final List<List<String>> names = new ArrayList<>();
    private final Deque<Boolean> lists = new ArrayDeque<>();
    private boolean isExpected;
    private boolean isList;
    private int at;

    private SqlTables(String sql) {
        this.sql = sql;
    }

    /// Names in their parts, quotes removed, in order of the text; one may be there twice.
    static List<List<String>> in(String sql) {
        SqlTables tables = new SqlTables(sql);
        while (tables.at < sql.length()) {
            tables.step();
        }
        return List.copyOf(tables.names);
    }

    private void step() {
        char c = sql.charAt(at);
        if (c == '\'') {
            quoted('\'');
        } else if (sql.startsWith("--", at)) {
            skipTo("\n");
        } else if (sql.startsWith("/*", at)) {
            skipTo("*/");
        } else if (c == '"' || isStart(c)) {
            word();
        } else {
            mark(c);
            at++;
        }
    }

    private void mark(char c) {
        switch (c) {
            case '(' -> {
                lists.push(isList);
                isList = false;
            }
            case ')' -> {
                isList = !lists.isEmpty() && lists.pop();
                isExpected = false;
            }
            case ',' -> isExpected = isList;
            default -> {}
        }
    }

    private void word() {
        boolean isQuoted = sql.charAt(at) == '"';
        List<String> parts = chain();
        String keyword =
                isQuoted || parts.size() > 1 ? "" : parts.getFirst().toLowerCase(Locale.ROOT);
        if (OPENING.contains(keyword)) {
            isExpected = true;
            isList = true;
        } else if (isExpected && BESIDE.contains(keyword)) {
            isExpected = true;
        } else if (isExpected && !QUERIES.contains(keyword)) {
            names.add(parts);
            isExpected = false;
        } else {
            isExpected = false;
            isList = isList && !CLOSING.contains(keyword);
        }
    }

    /// Names joined by dots, with white space wherever it may be.
    private List<String> chain() {
        List<String> parts = new ArrayList<>();
        while (true) {
            parts.add(part());
            int dot = blankEnd(at);
            int next = dot < sql.length() && sql.charAt(dot) == '.' ? blankEnd(dot + 1) : -1;
            if (next < 0
                    || next >= sql.length()
                    || sql.charAt(next) != '"' && !isStart(sql.charAt(next))) {
                return parts;
            }
            at = next;
        }
    }

    private String part() {
        if (sql.charAt(at) == '"') {
            return quoted('"');
        }
        int from = at;
        while (at < sql.length() && Character.isUnicodeIdentifierPart(sql.charAt(at))) {
            at++;
        }
        return sql.substring(from, at);
    }

    private String quoted(char quote) {
        StringBuilder text = new StringBuilder();
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == quote) {
                if (at >= sql.length() || sql.charAt(at) != quote) {
                    break;
                }
                at++;
            }
            text.append(c);
        }
        return text.toString();
    }

    private int blankEnd(int from) {
        int i = from;
        while (i < sql.length() && Character.isWhitespace(sql.charAt(i))) {
            i++;
        }
        return i;
    }

    private void skipTo(String end) {
        int found = sql.indexOf(end, at + 2);
        at = found < 0 ? sql.length() : found + end.length();
    }

    private static boolean isStart(char c) {
        return Character.isUnicodeIdentifierStart(c) || c == '_';
    }
}
