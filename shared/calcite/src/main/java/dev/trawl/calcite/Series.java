package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeFamily;

/// `generate_series(from, to[, step])` over constants as the rows that it stands for: whole
/// numbers, or timestamps that an interval moves.
final class Series {
    static final String NAME = "generate_series";

    private static final int ROWS_MAX = 1_000_000;
    private static final int LISTED_MAX = 1_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private Series() {}

    static boolean isSeries(SqlNode node) {
        return node instanceof SqlCall call
                && (call.getKind() == SqlKind.COLLECTION_TABLE
                        ? isSeries(call.operand(0))
                        : call.getOperator().getName().equalsIgnoreCase(NAME));
    }

    /// The query that gives the same rows, in a column of the function's name.
    static SqlNode rows(SqlNode node) {
        SqlCall call = (SqlCall) node;
        if (call.getKind() == SqlKind.COLLECTION_TABLE) {
            return rows(call.operand(0));
        }
        List<SqlNode> operands = call.getOperandList();
        if (operands.size() < 2 || operands.size() > 3) {
            throw refused("from, to and perhaps a step", call);
        }
        String sql =
                isTime(operands.getFirst())
                        ? times(operands, call)
                        : numbers(operands.stream().map(o -> number(o, call)).toList(), call);
        return Parsing.query(sql, new SqlLimits(Integer.MAX_VALUE, 50, 1));
    }

    private static String numbers(List<Long> bounds, SqlCall call) {
        long first = bounds.getFirst();
        long step = bounds.size() < 3 ? 1 : bounds.get(2);
        if (step == 0) {
            throw invalid("the step of generate_series is not 0", call);
        }
        BigDecimal steps =
                BigDecimal.valueOf(bounds.get(1))
                        .subtract(BigDecimal.valueOf(first))
                        .divideToIntegralValue(BigDecimal.valueOf(step));
        boolean isEmpty = step > 0 ? first > bounds.get(1) : first < bounds.get(1);
        if (!isEmpty && steps.compareTo(BigDecimal.valueOf(ROWS_MAX)) >= 0) {
            throw tooMany(call);
        }
        int count = isEmpty ? 0 : steps.intValueExact() + 1;
        if (count <= LISTED_MAX) {
            return listed(
                    LongStream.range(0, count)
                            .mapToObj(i -> String.valueOf(first + i * step))
                            .toList(),
                    "bigint");
        }
        String digits =
                LongStream.range(0, LISTED_MAX)
                        .mapToObj("(%d)"::formatted)
                        .collect(Collectors.joining(", "));
        return "select cast(%d as bigint) + cast(%d as bigint) * (a.d * %d + b.d) as %s from (values %s) a(d), (values %s) b(d) where a.d * %d + b.d < %d"
                .formatted(first, step, LISTED_MAX, NAME, digits, digits, LISTED_MAX, count);
    }

    private static String listed(List<String> values, String type) {
        String rows =
                values.isEmpty()
                        ? "(null)"
                        : values.stream().collect(Collectors.joining("), (", "(", ")"));
        return "select cast(v.d as %s) as %s from (values %s) v(d)%s"
                .formatted(type, NAME, rows, values.isEmpty() ? " where false" : "");
    }

    private static long number(SqlNode node, SqlCall call) {
        if (node.getKind() == SqlKind.MINUS_PREFIX) {
            return Math.negateExact(number(((SqlCall) node).operand(0), call));
        }
        BigDecimal number =
                node instanceof SqlNumericLiteral literal && literal.isInteger()
                        ? literal.bigDecimalValue()
                        : null;
        if (number == null) {
            throw refused("whole numbers, or times and an interval, that are constants", call);
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw invalid("a bound of generate_series is a bigint", call);
        }
    }

    private static boolean isTime(SqlNode node) {
        return node instanceof SqlUnknownLiteral
                || node instanceof SqlLiteral literal
                        && (literal.getTypeName().getFamily() == SqlTypeFamily.DATE
                                || literal.getTypeName().getFamily() == SqlTypeFamily.TIMESTAMP);
    }

    private static String times(List<SqlNode> operands, SqlCall call) {
        LocalDateTime at = time(operands.getFirst(), call);
        LocalDateTime end = time(operands.get(1), call);
        if (operands.size() < 3
                || !(operands.get(2) instanceof SqlIntervalLiteral literal)
                || !(literal.getValue() instanceof SqlIntervalLiteral.IntervalValue step)) {
            throw refused("times and an interval that are constants", call);
        }
        boolean isForward = !moved(at, step, call).isBefore(at);
        if (moved(at, step, call).equals(at)) {
            throw invalid("the step of generate_series is not 0", call);
        }
        List<String> values = new ArrayList<>();
        while (isForward ? !at.isAfter(end) : !at.isBefore(end)) {
            values.add("timestamp '" + TIME.format(at) + "'");
            at = moved(at, step, call);
            if (values.size() > LISTED_MAX * 10) {
                throw tooMany(call);
            }
        }
        return listed(values, "timestamp");
    }

    private static LocalDateTime time(SqlNode node, SqlCall call) {
        String text =
                switch (node) {
                    case SqlUnknownLiteral literal -> literal.getValue();
                    case SqlLiteral literal -> literal.toValue();
                    default -> null;
                };
        if (text == null) {
            throw refused("times and an interval that are constants", call);
        }
        String full = text.strip().replace(' ', 'T');
        try {
            return LocalDateTime.parse(full.length() == 10 ? full + "T00:00" : full);
        } catch (DateTimeException e) {
            throw invalid("a bound of generate_series is no date or timestamp", call);
        }
    }

    private static LocalDateTime moved(
            LocalDateTime at, SqlIntervalLiteral.IntervalValue step, SqlCall call) {
        long amount;
        try {
            amount = step.getSign() * Long.parseLong(step.getIntervalLiteral().strip());
        } catch (NumberFormatException e) {
            throw refused("an interval of one whole number", call);
        }
        return switch (step.getIntervalQualifier().getUnit()) {
            case YEAR -> at.plus(Period.ofMonths(Math.toIntExact(12 * amount)));
            case MONTH -> at.plus(Period.ofMonths(Math.toIntExact(amount)));
            case WEEK -> at.plus(amount, ChronoUnit.WEEKS);
            case DAY -> at.plus(amount, ChronoUnit.DAYS);
            case HOUR -> at.plus(amount, ChronoUnit.HOURS);
            case MINUTE -> at.plus(amount, ChronoUnit.MINUTES);
            case SECOND -> at.plus(amount, ChronoUnit.SECONDS);
            default -> throw refused("an interval of one unit", call);
        };
    }

    private static TrawlException refused(String takes, SqlCall call) {
        return Errors.at(
                ErrorCode.NOT_SUPPORTED,
                "generate_series takes " + takes,
                call.getParserPosition());
    }

    private static TrawlException invalid(String message, SqlCall call) {
        return Errors.at(ErrorCode.INVALID_ARGUMENT, message, call.getParserPosition());
    }

    private static TrawlException tooMany(SqlCall call) {
        return Errors.at(
                ErrorCode.REQUEST_TOO_LARGE,
                "generate_series gives at most %d numbers, or %d times"
                        .formatted(ROWS_MAX, LISTED_MAX * 10),
                call.getParserPosition());
    }
}
