package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/// SQL text to Calcite's syntax tree, within limits.
final class Parsing {
    private static final SqlParser.Config CONFIG =
            SqlParser.config()
                    .withParserFactory(SqlBabelParserImpl.FACTORY)
                    .withQuoting(Quoting.DOUBLE_QUOTE)
                    .withUnquotedCasing(Casing.UNCHANGED)
                    .withQuotedCasing(Casing.UNCHANGED)
                    .withIdentifierMaxLength(256)
                    .withConformance(SqlConformanceEnum.BABEL);

    private Parsing() {}

    /// A query.
    ///
    /// @throws TrawlException SYNTAX_ERROR, REQUEST_TOO_LARGE, or NOT_SUPPORTED for anything but a
    ///   query
    static SqlNode query(String sql, SqlLimits limits) {
        return query(Placeholders.of(sql), limits);
    }

    /// A query that may have parameters.
    static SqlNode query(Placeholders sql, SqlLimits limits) {
        check(sql.sql(), limits);
        String text = withoutSemicolon(sql.sql());
        try {
            SqlNode node = SqlParser.create(text, CONFIG).parseStmt();
            if (!node.isA(SqlKind.QUERY)) {
                throw Habits.named(
                        new TrawlException(
                                ErrorCode.NOT_SUPPORTED,
                                "Trawl reads only: %s is not offered, SELECT, VALUES and WITH are"
                                        .formatted(node.getKind().sql),
                                new SqlPosition(1, 1)),
                        sql.sql());
            }
            return node;
        } catch (SqlParseException e) {
            throw Habits.named(Errors.of(e), sql.sql());
        }
    }

    /// An expression by itself.
    static SqlNode expression(Placeholders sql, SqlLimits limits) {
        check(sql.sql(), limits);
        try {
            return sql.bound(
                    SqlParser.create(sql.sql(), CONFIG).parseExpression(), SqlParameters.NONE);
        } catch (SqlParseException e) {
            throw Errors.of(e);
        }
    }

    private static void check(String sql, SqlLimits limits) {
        if (sql.length() > limits.charactersMax()) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the SQL has %d characters, the limit is %d"
                            .formatted(sql.length(), limits.charactersMax()));
        }
        if (sql.indexOf('\0') >= 0) {
            throw new TrawlException(ErrorCode.SYNTAX_ERROR, "the SQL holds a NUL character");
        }
        int depth = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '\'' || c == '"') {
                i = endOfQuoted(sql, i, c);
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
            if (depth > limits.nestingMax()) {
                throw new TrawlException(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "the SQL is nested deeper than %d levels".formatted(limits.nestingMax()));
            }
        }
    }

    private static int endOfQuoted(String sql, int start, char quote) {
        int end = sql.indexOf(quote, start + 1);
        return end < 0 ? sql.length() : end;
    }

    private static String withoutSemicolon(String sql) {
        String text = sql.stripTrailing();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }
}
