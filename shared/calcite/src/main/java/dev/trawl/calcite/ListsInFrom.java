package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnnestOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/// `UNNEST(ARRAY[a, b])` as `VALUES (a), (b)`: a row per element.
final class ListsInFrom {
    private ListsInFrom() {}

    /// Whether the table has one column, whose name is then the table's.
    static boolean isColumn(SqlNode from) {
        return from instanceof SqlCall call
                && (call.getKind() == SqlKind.LATERAL
                        ? isColumn(call.operand(0))
                        : call.getKind() == SqlKind.UNNEST
                                && !(call.getOperator() instanceof SqlUnnestOperator operator
                                        && operator.withOrdinality));
    }

    /// The rows of a list that is written out.
    static SqlCall values(SqlCall unnest) {
        if (unnest.operandCount() != 1
                || !(unnest.operand(0) instanceof SqlCall list)
                || list.getKind() != SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
            throw Errors.at(
                    ErrorCode.NOT_SUPPORTED,
                    "UNNEST of anything but ARRAY[…] is not supported",
                    unnest.getParserPosition());
        }
        boolean isNumbered =
                unnest.getOperator() instanceof SqlUnnestOperator operator
                        && operator.withOrdinality;
        SqlParserPos pos = unnest.getParserPosition();
        List<SqlNode> rows = new ArrayList<>();
        for (SqlNode element : list.getOperandList()) {
            List<SqlNode> row = new ArrayList<>(List.of(element));
            if (isNumbered) {
                row.add(SqlLiteral.createExactNumeric(String.valueOf(rows.size() + 1), pos));
            }
            rows.add(SqlStdOperatorTable.ROW.createCall(pos, row));
        }
        return SqlStdOperatorTable.VALUES.createCall(pos, rows);
    }
}
