package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/// `(a, b) < (c, d)` and its kin, by the first columns and where they are equal by the next.
/// Calcite takes rows for values that are NULL or not, which is not what their columns say. For one
/// statement: what columns stand for is written several times, and that is bounded for all of it.
final class RowComparisons {
    private static final int CALLS_COPIED_MAX = 20_000;

    private int callsCopied;

    /// The call, or what it means if it compares two rows of one length.
    ///
    /// @throws TrawlException REQUEST_TOO_LARGE, or NOT_SUPPORTED for BETWEEN
    SqlNode expanded(SqlCall call) {
        if (call.getKind() == SqlKind.BETWEEN && call.operand(0).getKind() == SqlKind.ROW) {
            throw Errors.at(
                    ErrorCode.NOT_SUPPORTED,
                    "BETWEEN of rows is not supported; write two comparisons",
                    call.getParserPosition());
        }
        return call.operandCount() == 2
                        && call.operand(0) instanceof SqlCall left
                        && call.operand(1) instanceof SqlCall right
                        && left.getKind() == SqlKind.ROW
                        && right.getKind() == SqlKind.ROW
                        && left.operandCount() == right.operandCount()
                ? new Columns(left.getOperandList(), right.getOperandList(), call).compared()
                : call;
    }

    private final class Columns {
        private final List<SqlNode> left;
        private final List<SqlNode> right;
        private final SqlCall call;

        Columns(List<SqlNode> left, List<SqlNode> right, SqlCall call) {
            this.left = left;
            this.right = right;
            this.call = call;
        }

        SqlNode compared() {
            return switch (call.getKind()) {
                case EQUALS, IS_NOT_DISTINCT_FROM -> each(SqlStdOperatorTable.AND);
                case NOT_EQUALS, IS_DISTINCT_FROM -> each(SqlStdOperatorTable.OR);
                case LESS_THAN, LESS_THAN_OR_EQUAL -> ordered(SqlStdOperatorTable.LESS_THAN);
                case GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                        ordered(SqlStdOperatorTable.GREATER_THAN);
                default -> call;
            };
        }

        private SqlNode each(SqlOperator connective) {
            SqlNode all = pair(call.getOperator(), 0);
            for (int i = 1; i < left.size(); i++) {
                all = joined(connective, all, pair(call.getOperator(), i));
            }
            return all;
        }

        private SqlNode ordered(SqlOperator strict) {
            SqlNode rest = pair(call.getOperator(), left.size() - 1);
            for (int i = left.size() - 2; i >= 0; i--) {
                SqlNode equal = pair(SqlStdOperatorTable.EQUALS, i);
                rest =
                        joined(
                                SqlStdOperatorTable.OR,
                                pair(strict, i),
                                joined(SqlStdOperatorTable.AND, equal, rest));
            }
            return rest;
        }

        private SqlNode pair(SqlOperator operator, int column) {
            SqlCall compared =
                    joined(operator, copyOf(left.get(column)), copyOf(right.get(column)));
            return expanded(compared);
        }

        private SqlCall joined(SqlOperator operator, SqlNode a, SqlNode b) {
            SqlParserPos pos = call.getParserPosition();
            return operator.createCall(pos, a, b);
        }
    }

    private SqlNode copyOf(SqlNode node) {
        SqlNode copy = node.accept(new Copy());
        return copy == null ? node : copy;
    }

    /// Calcite writes into what it validates, so nothing may stand twice.
    private final class Copy extends SqlShuttle {
        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            callsCopied++;
            if (callsCopied > CALLS_COPIED_MAX) {
                throw Errors.at(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "comparisons of rows within comparisons of rows are too large; compare columns",
                        call.getParserPosition());
            }
            CallCopyingArgHandler arguments = new CallCopyingArgHandler(call, true);
            call.getOperator().acceptCall(this, call, false, arguments);
            return arguments.result();
        }
    }
}
