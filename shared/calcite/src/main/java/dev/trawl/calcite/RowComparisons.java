package dev.trawl.calcite;

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
/// Calcite takes rows for values that are NULL or not, which is not what their columns say.
final class RowComparisons {
    private RowComparisons() {}

    /// The call, or what it means if it compares two rows of one length.
    static SqlNode expanded(SqlCall call) {
        return call.operandCount() == 2
                        && call.operand(0) instanceof SqlCall left
                        && call.operand(1) instanceof SqlCall right
                        && left.getKind() == SqlKind.ROW
                        && right.getKind() == SqlKind.ROW
                        && left.operandCount() == right.operandCount()
                ? new Columns(left.getOperandList(), right.getOperandList(), call).compared()
                : call;
    }

    private record Columns(List<SqlNode> left, List<SqlNode> right, SqlCall call) {
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
            return joined(operator, Copy.of(left.get(column)), Copy.of(right.get(column)));
        }

        private SqlNode joined(SqlOperator operator, SqlNode a, SqlNode b) {
            SqlParserPos pos = call.getParserPosition();
            return operator.createCall(pos, a, b);
        }
    }

    /// Calcite writes into what it validates, so nothing may stand twice.
    private static final class Copy extends SqlShuttle {
        static SqlNode of(SqlNode node) {
            SqlNode copy = node.accept(new Copy());
            return copy == null ? node : copy;
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            CallCopyingArgHandler arguments = new CallCopyingArgHandler(call, true);
            call.getOperator().acceptCall(this, call, false, arguments);
            return arguments.result();
        }
    }
}
