package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/// Literals of dates and timestamps before the Gregorian calendar was in use. Calcite reads them by
/// the calendar of their time, in which ten days of 1582 are missing; Trawl's calendar is the
/// standard's, Gregorian for all years. So they become casts of texts.
final class AncientTimes {
    private static final int FIRST_YEAR = 1583;
    private static final int DATE_LENGTH = 10;

    private AncientTimes() {}

    static SqlNode cast(SqlUnknownLiteral literal) {
        String text = String.valueOf(literal.getValue()).strip();
        SqlTypeName type =
                switch (literal.tag) {
                    case "DATE" -> SqlTypeName.DATE;
                    case "TIMESTAMP" -> SqlTypeName.TIMESTAMP;
                    default -> SqlTypeName.NULL;
                };
        if (type == SqlTypeName.NULL || !isAncient(text)) {
            return literal;
        }
        SqlParserPos pos = literal.getParserPosition();
        check(text.substring(0, DATE_LENGTH), literal.tag, pos);
        return SqlStdOperatorTable.CAST.createCall(
                pos,
                SqlLiteral.createCharString(text, pos),
                new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, pos), pos));
    }

    private static boolean isAncient(String text) {
        return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
                && Integer.parseInt(text.substring(0, 4)) < FIRST_YEAR;
    }

    private static void check(String date, String tag, SqlParserPos pos) {
        try {
            LocalDate.parse(date);
        } catch (DateTimeException e) {
            throw Errors.at(
                    ErrorCode.SYNTAX_ERROR,
                    "illegal %s literal '%s': there is no such day".formatted(tag, date),
                    pos);
        }
    }
}
