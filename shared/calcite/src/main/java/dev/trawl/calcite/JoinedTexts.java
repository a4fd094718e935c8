package dev.trawl.calcite;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlLibraryOperators;

/// string_agg and listagg of no texts are NULL. Calcite forgets that where each text is known not
/// to be NULL, and then stumbles over the keys of the order; so it is told that each may be.
final class JoinedTexts {
    private JoinedTexts() {}

    /// The call itself, changed in place where it is one of them.
    static SqlCall perhapsNull(SqlCall call) {
        if (call.getOperator().equals(SqlLibraryOperators.STRING_AGG)
                || call.getOperator().getName().equalsIgnoreCase("listagg")) {
            SqlNode text = call.operand(0);
            call.setOperand(0, Operators.PERHAPS_NULL.createCall(text.getParserPosition(), text));
        }
        return call;
    }
}
