package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// What people write in other databases: some of it means something here, too; the rest is named
/// instead of the token at which the parser gave up.
final class Habits {
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"|--[^\\n\\r]*");

    private static final List<Habit> HABITS =
            List.of(
                    new Habit(
                            "^\\s*\\\\",
                            ErrorCode.SYNTAX_ERROR,
                            "commands that begin with a backslash are psql's own, no SQL"),
                    new Habit(
                            "^\\s*(explain|describe)\\b",
                            ErrorCode.NOT_SUPPORTED,
                            "EXPLAIN is not offered as SQL; ask POST /v1/explain, or trawl explain"),
                    new Habit(
                            "^\\s*(show|use|desc)\\b",
                            ErrorCode.NOT_SUPPORTED,
                            "SHOW is not offered; query information_schema.tables and .columns"),
                    new Habit(
                            "\\bdistinct\\s+on\\s*\\(",
                            ErrorCode.NOT_SUPPORTED,
                            "DISTINCT ON is not supported; write QUALIFY row_number() OVER (PARTITION BY … ORDER BY …) = 1"),
                    new Habit(
                            "(?<=\\bselect)\\s+top\\s+\\d",
                            ErrorCode.NOT_SUPPORTED,
                            "TOP is not supported; write LIMIT at the end"),
                    new Habit(
                            "\\bgroups\\s+(between|unbounded|current|\\d)",
                            ErrorCode.NOT_SUPPORTED,
                            "a window's frame of GROUPS is not supported; write ROWS or RANGE"),
                    new Habit(
                            "\\brows?\\s+with\\s+ties\\b",
                            ErrorCode.NOT_SUPPORTED,
                            "WITH TIES is not supported; write QUALIFY rank() OVER (ORDER BY …) <= n"),
                    new Habit(
                            "(?<=\\bselect)\\s+unnest\\s*\\(",
                            ErrorCode.NOT_SUPPORTED,
                            "UNNEST in a select list is not supported; write FROM … CROSS JOIN UNNEST(ARRAY[…])"),
                    new Habit(
                            "\\bcollate\\b",
                            ErrorCode.NOT_SUPPORTED,
                            "COLLATE is not supported; texts are compared and ordered by code points"),
                    new Habit(
                            "\\bat\\s+time\\s+zone\\b",
                            ErrorCode.NOT_SUPPORTED,
                            "AT TIME ZONE is not supported; times are in UTC"),
                    new Habit(
                            "\\bfor\\s+(update|share)\\b",
                            ErrorCode.NOT_SUPPORTED,
                            "FOR UPDATE and FOR SHARE are not offered: Trawl reads only"),
                    new Habit(
                            "->>?|#>>?",
                            ErrorCode.NOT_SUPPORTED,
                            "operators over json are not supported"),
                    new Habit(
                            "\\b(limit|offset)\\s+-",
                            ErrorCode.SYNTAX_ERROR,
                            "LIMIT and OFFSET are not negative"),
                    new Habit(
                            "\\binterval\\s+'",
                            ErrorCode.NOT_SUPPORTED,
                            "an interval is whole numbers with units, not months or years beside others: INTERVAL '2' DAY, or '1 day 2 hours'"),
                    new Habit(
                            "`",
                            ErrorCode.SYNTAX_ERROR,
                            "names are quoted by \", not by a backtick"));

    private Habits() {}

    /// @param construct that nothing in Trawl's SQL looks like
    private record Habit(Pattern construct, ErrorCode code, String message) {
        Habit(String construct, ErrorCode code, String message) {
            this(Pattern.compile(construct, Pattern.CASE_INSENSITIVE), code, message);
        }
    }

    /// The error at the construct that made the text unreadable, if it is a known one.
    static TrawlException named(TrawlException error, String sql) {
        return known(sql, error).orElse(error);
    }

    /// The refusal of a known construct that the text holds.
    static Optional<TrawlException> known(String sql, @Nullable TrawlException cause) {
        String text = withoutQuoted(sql);
        for (Habit habit : HABITS) {
            Matcher matcher = habit.construct().matcher(text);
            if (matcher.find()) {
                int start = matcher.start();
                while (Character.isWhitespace(text.charAt(start))) {
                    start++;
                }
                return Optional.of(
                        new TrawlException(
                                habit.code(), habit.message(), position(text, start), cause));
            }
        }
        return Optional.empty();
    }

    /// Blanks instead of what is quoted, so that places stay.
    private static String withoutQuoted(String sql) {
        return QUOTED.matcher(sql)
                .replaceAll(q -> {
                    String quoted = q.group();
                    return quoted.charAt(0) == '-'
                            ? " ".repeat(quoted.length())
                            : quoted.charAt(0) + " ".repeat(quoted.length() - 2) + quoted.charAt(0);
                });
    }

    private static SqlPosition position(String text, int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < index; i++) {
            column = text.charAt(i) == '\n' ? 1 : column + 1;
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new SqlPosition(line, column);
    }

    private static SqlNode choice(SqlCall call) {
        SqlParserPos pos = call.getParserPosition();
        return new SqlCase(
                pos,
                null,
                SqlNodeList.of(call.operand(0)),
                SqlNodeList.of(call.operand(1)),
                call.operand(2));
    }

    /// Functions by other names.
    static SqlNode renamed(SqlNode node) {
        if (!(node instanceof SqlCall call) || call.getKind() != SqlKind.OTHER_FUNCTION) {
            return node;
        }
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        return switch (name + call.operandCount()) {
            case "ifnull2", "nvl2", "isnull2" ->
                    SqlStdOperatorTable.COALESCE.createCall(
                            call.getParserPosition(), call.getOperandList());
            case "if3", "iff3" -> choice(call);
            case "day1" ->
                    SqlStdOperatorTable.DAYOFMONTH.createCall(
                            call.getParserPosition(), call.getOperandList());
            default -> call;
        };
    }
}
