package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// Calcite's errors as Trawl's: a code, the place, a message for people.
final class Errors {
    private static final Pattern ENCOUNTERED = Pattern.compile("Encountered \"(.*?)\" at line");
    private static final Pattern LEXICAL =
            Pattern.compile("Lexical error at line (\\d+), column (\\d+)");

    private static final int LENGTH_MAX = 300;

    private Errors() {}

    static TrawlException of(SqlParseException e) {
        String text = String.valueOf(e.getMessage());
        Matcher encountered = ENCOUNTERED.matcher(text);
        Matcher lexical = LEXICAL.matcher(text);
        if (encountered.find()) {
            String tokens = encountered.group(1).strip();
            String token = firstWord(tokens);
            String message =
                    tokens.endsWith(" <EOF>")
                            ? "the SQL ends too early, after '%s'".formatted(token)
                            : unexpected(token);
            return at(ErrorCode.SYNTAX_ERROR, message, e.getPos());
        }
        if (lexical.find()) {
            SqlPosition position =
                    new SqlPosition(
                            Math.max(1, Integer.parseInt(lexical.group(1))),
                            Math.max(1, Integer.parseInt(lexical.group(2))));
            return new TrawlException(
                    ErrorCode.SYNTAX_ERROR,
                    "unexpected character, or a quote that is not closed",
                    position);
        }
        if (text.contains("Non-query expression")) {
            return at(
                    ErrorCode.SYNTAX_ERROR,
                    "a query begins with SELECT, VALUES or WITH",
                    e.getPos());
        }
        return at(ErrorCode.SYNTAX_ERROR, "the SQL cannot be read: " + firstLine(text), e.getPos());
    }

    private static String unexpected(String token) {
        return switch (token) {
            case "", "<EOF>" -> "the SQL ends too early";
            case "\\'", "\\\"" -> "a quote is not closed";
            default -> "unexpected '%s'".formatted(token);
        };
    }

    static TrawlException of(CalciteContextException e) {
        Throwable cause = e.getCause();
        String text =
                firstLine(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
        SqlPosition position = position(e.getPosLine(), e.getPosColumn());
        return new TrawlException(code(text), plain(text), position, null);
    }

    private static ErrorCode code(String text) {
        if (text.startsWith("Object '") || text.startsWith("Table '")) {
            return text.contains("not found")
                    ? ErrorCode.TABLE_NOT_FOUND
                    : ErrorCode.AMBIGUOUS_NAME;
        }
        if (text.startsWith("Column '") || text.startsWith("Unknown identifier")) {
            return text.contains("ambiguous")
                    ? ErrorCode.AMBIGUOUS_NAME
                    : ErrorCode.COLUMN_NOT_FOUND;
        }
        if (text.startsWith("No match found for function")) {
            return ErrorCode.NOT_SUPPORTED;
        }
        return text.startsWith("Cannot apply")
                        || text.contains("ype mismatch")
                        || text.contains("Illegal mixing")
                        || text.contains("Values passed to")
                        || text.contains("Cast function cannot")
                ? ErrorCode.TYPE_MISMATCH
                : ErrorCode.SYNTAX_ERROR;
    }

    /// Without the parts that speak of Calcite's own types and forms.
    private static String plain(String text) {
        String plain =
                text.replaceAll("(?i)(date_?dif)_", "$1f")
                        .replaceAll("(?i)(date_par)_", "$1t")
                        .replaceAll("\\. Supported form\\(s\\):.*", "")
                        .replaceAll(" CHARACTER SET \"[^\"]*\"", "")
                        .replaceAll(" COLLATE \"[^\"]*\"", "")
                        .replaceAll("<([A-Z0-9_(), ]+)>", "$1")
                        .replaceAll("Object '([^']*)' not found.*", "there is no table '$1'")
                        .replaceAll(
                                "Column '([^']*)' not found in any table",
                                "there is no column '$1'")
                        .replaceAll(
                                "No match found for function signature ", "there is no function ");
        return plain.isEmpty()
                ? "the SQL is not valid"
                : isWord(plain)
                        ? Character.toLowerCase(plain.charAt(0)) + plain.substring(1)
                        : plain;
    }

    /// Whether it does not begin with a keyword in capitals.
    private static boolean isWord(String text) {
        return text.length() < 2 || !Character.isUpperCase(text.charAt(1));
    }

    static TrawlException at(ErrorCode code, String message, @Nullable SqlParserPos pos) {
        return new TrawlException(
                code,
                message,
                pos == null ? null : position(pos.getLineNum(), pos.getColumnNum()),
                null);
    }

    static TrawlException at(ErrorCode code, String message, SqlParserPos pos, TrawlException e) {
        return new TrawlException(code, message, position(pos.getLineNum(), pos.getColumnNum()), e);
    }

    static TrawlException notSupported(String what) {
        return new TrawlException(ErrorCode.NOT_SUPPORTED, what + " is not supported");
    }

    private static @Nullable SqlPosition position(int line, int column) {
        return line < 1 || column < 1 ? null : new SqlPosition(line, column);
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= LENGTH_MAX ? line : line.substring(0, LENGTH_MAX) + "…";
    }

    private static String firstWord(String token) {
        int space = token.indexOf(' ');
        String word = space < 0 ? token : token.substring(0, space);
        return word.length() <= 40 ? word : word.substring(0, 40) + "…";
    }
}
