package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;

/// `GROUP BY ALL`: by what the select list names outside of aggregates.
final class GroupByAll {
    /// What the text has in the place of ALL, which the parser does not know there; as long as
    /// that.
    static final String MARK = "\"\u0001\"";

    private GroupByAll() {}

    /// Writes the keys out, where the query says ALL.
    static void expand(SqlSelect select) {
        SqlNodeList keys = select.getGroup();
        if (keys == null
                || keys.size() != 1
                || !(keys.get(0) instanceof SqlIdentifier all)
                || !all.isSimple()
                || !all.getSimple().equals("\u0001")) {
            return;
        }
        List<SqlNode> named = new ArrayList<>();
        for (SqlNode item : select.getSelectList()) {
            SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
            if (value instanceof SqlIdentifier star && star.isStar()) {
                throw Errors.at(
                        ErrorCode.NOT_SUPPORTED,
                        "GROUP BY ALL beside * is not supported; name the columns",
                        value.getParserPosition());
            }
            if (!(value instanceof SqlLiteral) && !isOfGroup(value)) {
                named.add(value);
            }
        }
        select.setGroupBy(
                named.isEmpty() ? null : new SqlNodeList(named, keys.getParserPosition()));
    }

    /// Whether an aggregate or a window is in it, subqueries aside.
    private static boolean isOfGroup(SqlNode node) {
        try {
            node.accept(
                    new SqlBasicVisitor<Void>() {
                        @Override
                        public Void visit(SqlCall call) {
                            if (call.getKind() == SqlKind.OVER
                                    || call instanceof SqlWindow
                                    || call.getOperator() instanceof SqlFunction function
                                            && Operators.isAggregate(function.getName())) {
                                throw Util.FoundOne.NULL;
                            }
                            return call.isA(SqlKind.QUERY) ? null : super.visit(call);
                        }
                    });
            return false;
        } catch (Util.FoundOne e) {
            return true;
        }
    }
}
