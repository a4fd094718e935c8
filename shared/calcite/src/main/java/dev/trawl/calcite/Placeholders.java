package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;

/// Places of parameters in a text. All become `?`, which Calcite reads, with blanks after it, so
/// that places in errors stay.
final class Placeholders {
    /// What may hold something that looks like a parameter, or a parameter.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "'[^']*'?|\"[^\"]*\"?|--[^\\n\\r]*|/\\*(?s:.*?)(?:\\*/|\\z)|::"
                            + "|(?<question>\\?)|\\$(?<number>[0-9]{1,4})(?![0-9A-Za-z_])"
                            + "|:(?<name>[A-Za-z_][A-Za-z0-9_]*)"
                            + "|(?i:group\\s+by\\s+)(?<all>(?i:all))(?=\\s*(?:\\z|[);]|(?i:having|order|limit|offset|fetch|union|except|intersect|qualify|window)\\b))"
                            + "|(?<interval>(?i:interval)\\s+'(?<units>(?:\\s*[+-]?[0-9]{1,9}\\s*(?i:year|mon|month|week|day|hour|min|minute|sec|second)(?i:s?)\\b){1,9})\\s*')"
                            + "|(?<timed>(?i:date_?diff|date_part))(?=\\s*\\()"
                            + "|[A-Za-z_][A-Za-z0-9_$]*");

    private static final int DIGITS_MAX = 38;

    private final String sql;
    private final List<String> names;

    private Placeholders(String sql, List<String> names) {
        this.sql = sql;
        this.names = List.copyOf(names);
    }

    static Placeholders of(String text) {
        List<String> names = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        Matcher matcher = TOKEN.matcher(text);
        int done = 0;
        int questions = 0;
        while (matcher.find()) {
            String name = matcher.group("name");
            if (matcher.group("question") != null) {
                questions++;
                name = "?" + questions;
            } else if (matcher.group("number") != null) {
                name = "$" + Integer.parseInt(matcher.group("number"));
            }
            if (matcher.group("interval") != null) {
                sql.append(text, done, matcher.start())
                        .append(
                                IntervalTexts.standard(
                                        matcher.group("interval"), matcher.group("units")));
                done = matcher.end();
            }
            if (matcher.group("timed") != null) {
                // The parser knows these in other databases' forms: Trawl's end in a low line.
                sql.append(text, done, matcher.end() - 1).append('_');
                done = matcher.end();
            }
            if (matcher.group("all") != null) {
                sql.append(text, done, matcher.start("all")).append(GroupByAll.MARK);
                done = matcher.end();
            }
            if (name != null) {
                names.add(name);
                sql.append(text, done, matcher.start())
                        .append('?')
                        .repeat(' ', matcher.end() - matcher.start() - 1);
                done = matcher.end();
            }
        }
        return new Placeholders(sql.append(text, done, text.length()).toString(), names);
    }

    /// The text that Calcite parses.
    String sql() {
        return sql;
    }

    /// The parameters in the order of the text: `?1`, `$1` or a name.
    List<String> names() {
        return names;
    }

    /// The parsed text with constants in the places.
    ///
    /// @throws dev.trawl.protocol.TrawlException INVALID_REQUEST if values are missing or left over
    SqlNode bound(SqlNode query, SqlParameters parameters) {
        SqlNode bound = names.isEmpty() ? query : bound(query, new Binding(names, parameters));
        checkAllUsed(parameters);
        return bound;
    }

    private static SqlNode bound(SqlNode query, Binding binding) {
        SqlNode bound = query.accept(binding);
        if (bound == null) {
            throw new IllegalStateException("a query stays a query");
        }
        return bound;
    }

    private void checkAllUsed(SqlParameters parameters) {
        Set<String> used = new HashSet<>(names);
        for (int i = 1; i <= parameters.positional().size(); i++) {
            if (!used.contains("?" + i) && !used.contains("$" + i)) {
                throw Errors.at(
                        ErrorCode.INVALID_REQUEST,
                        "%d parameters are given, but the SQL has no parameter %d"
                                .formatted(parameters.positional().size(), i),
                        null);
            }
        }
        for (String name : parameters.named().keySet()) {
            if (!used.contains(name)) {
                throw Errors.at(
                        ErrorCode.INVALID_REQUEST,
                        "parameter '%s' is given, but the SQL has no :%s".formatted(name, name),
                        null);
            }
        }
    }

    private static final class Binding extends SqlShuttle {
        private final List<String> names;
        private final SqlParameters parameters;

        Binding(List<String> names, SqlParameters parameters) {
            this.names = names;
            this.parameters = parameters;
        }

        @Override
        public SqlNode visit(SqlDynamicParam parameter) {
            SqlParserPos pos = parameter.getParserPosition();
            return switch (value(names.get(parameter.getIndex()), pos)) {
                case SqlParameters.Value.Text(String text) ->
                        SqlLiteral.createCharString(text, pos);
                case SqlParameters.Value.Numeral(BigDecimal number) -> number(number, pos);
                case SqlParameters.Value.Flag(boolean flag) -> SqlLiteral.createBoolean(flag, pos);
                case SqlParameters.Value.Null _ -> SqlLiteral.createNull(pos);
            };
        }

        private SqlParameters.Value value(String name, SqlParserPos pos) {
            boolean isNumbered = name.startsWith("?") || name.startsWith("$");
            SqlParameters.Value value =
                    isNumbered
                            ? positional(Integer.parseInt(name.substring(1)))
                            : parameters.named().get(name);
            if (value == null) {
                throw Errors.at(
                        ErrorCode.INVALID_REQUEST,
                        isNumbered
                                ? "parameter %s has no value".formatted(name.substring(1))
                                : "parameter :%s has no value".formatted(name),
                        pos);
            }
            return value;
        }

        private SqlParameters.@org.jspecify.annotations.Nullable Value positional(int number) {
            return number >= 1 && number <= parameters.positional().size()
                    ? parameters.positional().get(number - 1)
                    : null;
        }

        /// A double if it has more digits than a decimal.
        private static SqlNode number(BigDecimal number, SqlParserPos pos) {
            BigDecimal size = number.abs();
            boolean isExact =
                    size.precision() <= DIGITS_MAX
                            && size.scale() >= 0
                            && size.scale() <= DIGITS_MAX;
            SqlNumericLiteral literal =
                    isExact
                            ? SqlLiteral.createExactNumeric(size.toPlainString(), pos)
                            : SqlLiteral.createApproxNumeric(size.toString(), pos);
            return number.signum() < 0 ? SqlLiteral.createNegative(literal, pos) : literal;
        }
    }
}
