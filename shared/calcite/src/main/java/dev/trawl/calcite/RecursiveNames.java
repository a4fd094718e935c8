package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/// The common tables of WITH RECURSIVE: which refer to themselves, and where they may.
final class RecursiveNames {
    private final Map<String, Integer> references = new HashMap<>();
    private final Deque<Later> later = new ArrayDeque<>();

    /// Tables that come after the one that is read.
    private record Later(String reader, Set<String> names) {}

    /// Reads the query of a common table that may refer to itself.
    ///
    /// @param node reads a part of it
    void read(SqlWithItem item, SqlNodeList all, UnaryOperator<SqlNode> node) {
        String name = lower(item.name);
        later.push(new Later(item.name.getSimple(), after(item, all)));
        int before = count(name);
        if (item.query instanceof SqlCall union && union.getKind() == SqlKind.UNION) {
            union.setOperand(0, node.apply(union.operand(0)));
            if (count(name) > before) {
                throw refused(item, "a reference to it in its first part");
            }
            union.setOperand(1, node.apply(union.operand(1)));
            Names.withoutNames(union);
        } else {
            item.query = node.apply(item.query);
        }
        later.pop();
        if (count(name) == before) {
            item.recursive = SqlLiteral.createBoolean(false, SqlParserPos.ZERO);
        } else if (item.query.getKind() != SqlKind.UNION) {
            throw refused(item, "anything but a first part, UNION or UNION ALL, and a second part");
        } else {
            perhapsNull(item, ((SqlCall) item.query).operand(0));
        }
    }

    /// A common table was named.
    void note(SqlIdentifier identifier) {
        references.merge(lower(identifier), 1, Integer::sum);
    }

    /// @throws TrawlException if the name is of a common table that comes later
    void refuseLater(SqlIdentifier identifier) {
        for (Later tables : later) {
            if (identifier.isSimple() && tables.names().contains(lower(identifier))) {
                throw Errors.at(
                        ErrorCode.NOT_SUPPORTED,
                        "in WITH RECURSIVE '%s' a reference to '%s', which comes later (mutual recursion), is not supported"
                                .formatted(tables.reader(), identifier.getSimple()),
                        identifier.getParserPosition());
            }
        }
    }

    private int count(String name) {
        return references.getOrDefault(name, 0);
    }

    private static Set<String> after(SqlWithItem item, SqlNodeList all) {
        List<SqlNode> items = new ArrayList<>(all.getList());
        Set<String> names = new HashSet<>();
        for (SqlNode other : items.subList(items.indexOf(item) + 1, items.size())) {
            names.add(lower(((SqlWithItem) other).name));
        }
        return names;
    }

    /// Calcite takes the first part's columns for those of all rows, and forgets that later ones
    /// may be NULL.
    private void perhapsNull(SqlWithItem item, SqlNode first) {
        switch (first) {
            case SqlSelect select -> {
                if (isOfTables(select.getFrom())
                        || select.getSelectList().stream().noneMatch(RecursiveNames::isStar)) {
                    select.getSelectList().replaceAll(RecursiveNames::perhapsNull);
                } else {
                    throw refused(item, "* in its first part, over other than tables,");
                }
            }
            case SqlCall call when call.getKind() == SqlKind.VALUES ->
                    call.getOperandList().forEach(RecursiveNames::perhapsNullRow);
            case SqlCall call when SqlKind.SET_QUERY.contains(call.getKind()) ->
                    call.getOperandList().forEach(side -> perhapsNull(item, side));
            case SqlCall call when call.getKind() == SqlKind.ORDER_BY ->
                    perhapsNull(item, call.operand(0));
            default -> throw refused(item, "a first part that is no SELECT, VALUES or UNION");
        }
    }

    private static boolean isStar(SqlNode column) {
        return column instanceof SqlIdentifier identifier && identifier.isStar();
    }

    /// Whether it is a table that is no common one: its columns may all be NULL as it is.
    private boolean isOfTables(@org.jspecify.annotations.Nullable SqlNode from) {
        return from instanceof SqlCall call
                && call.getKind() == SqlKind.AS
                && call.operand(0) instanceof SqlIdentifier table
                && count(lower(table)) == 0;
    }

    private static void perhapsNullRow(SqlNode row) {
        if (row instanceof SqlBasicCall call) {
            for (int i = 0; i < call.operandCount(); i++) {
                call.setOperand(i, perhapsNull(call.operand(i)));
            }
        }
    }

    private static SqlNode perhapsNull(SqlNode column) {
        if (isStar(column)) {
            return column;
        }
        if (column instanceof SqlCall call && call.getKind() == SqlKind.AS) {
            call.setOperand(0, perhapsNull(call.operand(0)));
            return call;
        }
        SqlParserPos pos = column.getParserPosition();
        SqlNode value = Operators.PERHAPS_NULL.createCall(pos, column);
        return column instanceof SqlIdentifier name
                ? SqlStdOperatorTable.AS.createCall(
                        pos, value, new SqlIdentifier(name.names.getLast(), pos))
                : value;
    }

    private static String lower(SqlIdentifier name) {
        return name.names.getLast().toLowerCase(Locale.ROOT);
    }

    private static TrawlException refused(SqlWithItem item, String what) {
        return Errors.at(
                ErrorCode.NOT_SUPPORTED,
                "in WITH RECURSIVE '%s' %s is not supported".formatted(item.name.getSimple(), what),
                item.getParserPosition());
    }
}
