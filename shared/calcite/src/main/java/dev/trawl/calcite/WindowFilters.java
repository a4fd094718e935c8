package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;

/// `f(x) FILTER (WHERE p) OVER w` as `f(CASE WHEN p THEN x END) OVER w`: aggregates look at no
/// NULL.
final class WindowFilters {
    private WindowFilters() {}

    /// Changes the call where it is one of them.
    static void intoArguments(SqlCall over) {
        if (over.getKind() != SqlKind.OVER
                || !(over.operand(0) instanceof SqlCall filter)
                || filter.getKind() != SqlKind.FILTER) {
            return;
        }
        SqlCall function = filter.operand(0);
        SqlParserPos pos = function.getParserPosition();
        if (!Operators.isAggregate(function.getOperator().getName())
                || function.operandCount() != 1) {
            throw Errors.at(
                    ErrorCode.NOT_SUPPORTED,
                    "FILTER of this window function is not supported",
                    pos);
        }
        SqlNode argument = function.operand(0);
        boolean isAll = argument instanceof SqlIdentifier identifier && identifier.isStar();
        SqlNode some =
                new SqlCase(
                        pos,
                        null,
                        SqlNodeList.of(filter.operand(1)),
                        SqlNodeList.of(isAll ? SqlLiteral.createExactNumeric("1", pos) : argument),
                        SqlLiteral.createNull(pos));
        over.setOperand(
                0, function.getOperator().createCall(function.getFunctionQuantifier(), pos, some));
    }
}
