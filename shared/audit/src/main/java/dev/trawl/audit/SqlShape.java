package dev.trawl.audit;

import java.util.Locale;

/// SQL text without its constants, which may be personal: each string and number is a `?`. Works on
/// any text, also on one that does not parse: what follows an unpaired quote is a constant.
public final class SqlShape {
    private static final int CHARACTERS_MAX = 20_000;

    private final String sql;
    private final StringBuilder shape = new StringBuilder();
    private int at;

    private SqlShape(String sql) {
        this.sql = sql;
    }

    /// The shape, cut after some thousand characters.
    public static String of(String sql) {
        String shape = whole(sql);
        return shape.length() <= CHARACTERS_MAX ? shape : shape.substring(0, CHARACTERS_MAX) + "…";
    }

    /// Equal for texts that differ in constants, comments, white space and unquoted case only.
    public static String fingerprint(String sql) {
        return AuditRecord.hash(whole(sql).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String whole(String sql) {
        SqlShape shape = new SqlShape(sql);
        while (shape.at < sql.length()) {
            shape.step();
        }
        return shape.shape.toString().strip();
    }

    private void step() {
        char c = sql.charAt(at);
        if (c == '\'') {
            at = quoteEnd('\'');
            constant();
        } else if (c == '"') {
            int end = quoteEnd('"');
            shape.append(sql, at, end);
            at = end;
        } else if (sql.startsWith("--", at)) {
            at = end("\n", 2);
            space();
        } else if (sql.startsWith("/*", at)) {
            at = end("*/", 2);
            space();
        } else if (isDigit(c) || c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1))) {
            at = wordEnd();
            constant();
        } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            int end = wordEnd();
            shape.append(sql.substring(at, end).toLowerCase(Locale.ROOT));
            at = end;
        } else if (Character.isWhitespace(c)) {
            space();
            at++;
        } else {
            shape.append(c);
            at++;
        }
    }

    private void constant() {
        shape.append('?');
    }

    private void space() {
        if (!shape.isEmpty() && shape.charAt(shape.length() - 1) != ' ') {
            shape.append(' ');
        }
    }

    /// Behind the closing quote; doubled quotes belong to the text.
    private int quoteEnd(char quote) {
        int i = at + 1;
        while (i < sql.length()) {
            if (sql.charAt(i) == quote) {
                if (i + 1 >= sql.length() || sql.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++;
            }
            i++;
        }
        return sql.length();
    }

    private int end(String mark, int skip) {
        int found = sql.indexOf(mark, at + skip);
        return found < 0 ? sql.length() : found + mark.length();
    }

    private int wordEnd() {
        boolean isNumber = !Character.isUnicodeIdentifierStart(sql.charAt(at));
        int i = at + 1;
        while (i < sql.length()
                && (Character.isUnicodeIdentifierPart(sql.charAt(i))
                        || isNumber && (sql.charAt(i) == '.' || isExponentSign(i)))) {
            i++;
        }
        return i;
    }

    private boolean isExponentSign(int i) {
        char c = sql.charAt(i);
        char before = sql.charAt(i - 1);
        return (c == '+' || c == '-') && (before == 'e' || before == 'E');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
