package dev.trawl.calcite;

import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/// Marks what IN, ANY and ALL look for in a query as perhaps NULL where it never is: Calcite takes
/// these then for never NULL, although the query may give NULL, and drops IS TRUE around them.
final class SoughtValues extends SqlBasicVisitor<@Nullable Void> {
    private static final Set<SqlKind> SEARCHES =
            EnumSet.of(SqlKind.IN, SqlKind.NOT_IN, SqlKind.SOME, SqlKind.ALL);

    private final SqlValidator validator;

    private SoughtValues(SqlValidator validator) {
        this.validator = validator;
    }

    /// @param valid is changed in place
    static void markPerhapsNull(SqlNode valid, SqlValidator validator) {
        valid.accept(new SoughtValues(validator));
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (SEARCHES.contains(call.getKind()) && call.operand(1).isA(SqlKind.QUERY)) {
            if (call.operand(0).getKind() == SqlKind.ROW) {
                SqlCall row = call.operand(0);
                for (int i = 0; i < row.operandCount(); i++) {
                    mark(row, i);
                }
            } else {
                mark(call, 0);
            }
        }
        return super.visit(call);
    }

    private void mark(SqlCall call, int side) {
        SqlNode sought = call.operand(side);
        RelDataType type = validator.getValidatedNodeTypeIfKnown(sought);
        if (type == null || type.isNullable()) {
            return;
        }
        SqlNode marked = Operators.PERHAPS_NULL.createCall(sought.getParserPosition(), sought);
        call.setOperand(side, marked);
        validator.setValidatedNodeType(
                marked, validator.getTypeFactory().createTypeWithNullability(type, true));
    }
}
