package dev.trawl.calcite;

import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/// Finds the tables that a query names, with common table expressions in their scopes, and replaces
/// them.
final class Names {
    /// Of a join.
    private static final int CONDITION_OPERAND = 5;

    private static final Set<SqlKind> UNKNOWN =
            Set.of(
                    SqlKind.TABLESAMPLE,
                    SqlKind.PIVOT,
                    SqlKind.UNPIVOT,
                    SqlKind.MATCH_RECOGNIZE,
                    SqlKind.SNAPSHOT);

    private final Function<NameReference, SqlNode> replacement;
    private final Deque<Set<String>> scopes = new ArrayDeque<>();
    private final RecursiveNames recursive = new RecursiveNames();
    private final RowComparisons rowComparisons = new RowComparisons();
    private final int tablesMax;
    private int tables;

    private Names(int tablesMax, Function<NameReference, SqlNode> replacement) {
        this.tablesMax = tablesMax;
        this.replacement = replacement;
    }

    /// Replaces every table in FROM by what `replacement` gives, under the name that the query
    /// knows it by.
    static SqlNode replace(
            SqlNode query, int tablesMax, Function<NameReference, SqlNode> replacement) {
        return new Names(tablesMax, replacement).node(query);
    }

    static NameReference reference(SqlIdentifier identifier) {
        List<NameReference.Part> parts = new ArrayList<>();
        for (int i = 0; i < identifier.names.size(); i++) {
            parts.add(
                    new NameReference.Part(
                            identifier.names.get(i), identifier.isComponentQuoted(i)));
        }
        SqlParserPos pos = identifier.getParserPosition();
        return new NameReference(
                parts,
                new SqlPosition(Math.max(1, pos.getLineNum()), Math.max(1, pos.getColumnNum())));
    }

    /// The one visible table or view that a reference means.
    static TableName resolve(NameReference reference, Collection<TableName> visible) {
        List<TableName> found = visible.stream().filter(reference::matches).sorted().toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "there is no table '%s'".formatted(reference.text()),
                    reference.position());
        }
        throw new TrawlException(
                ErrorCode.AMBIGUOUS_NAME,
                "table '%s' may be %s".formatted(reference.text(), found),
                reference.position());
    }

    private SqlNode node(SqlNode node) {
        return switch (node) {
            case SqlWith with -> with(with);
            case SqlSelect select -> select(select);
            case SqlNodeList list -> list(list);
            case SqlCall call -> call(call);
            case SqlUnknownLiteral literal -> AncientTimes.cast(literal);
            case SqlDataTypeSpec type -> TypeNames.known(type);
            default -> node;
        };
    }

    private SqlNodeList list(SqlNodeList list) {
        for (int i = 0; i < list.size(); i++) {
            SqlNode item = list.get(i);
            if (item != null) {
                list.set(i, node(item));
            }
        }
        return list;
    }

    private SqlNode call(SqlCall call) {
        if (call instanceof SqlJoin) {
            return from(call);
        }
        if (call.getKind() == SqlKind.EXPLICIT_TABLE) {
            return tableCommand(call);
        }
        if (call.getKind() == SqlKind.UNNEST) {
            return call(ListsInFrom.values(call));
        }
        WindowFilters.intoArguments(call);
        List<SqlNode> operands = call.getOperandList();
        for (int i = 0; i < operands.size(); i++) {
            replaceOperand(call, i, operands.get(i));
        }
        if (SqlKind.SET_QUERY.contains(call.getKind())) {
            withoutNames(call);
        }
        Optional<SqlNode> statistic = Statistics.plain(call);
        if (statistic.isPresent()) {
            return statistic.get();
        }
        // The parser takes date_trunc for another database's function of that name.
        return call.getOperator().equals(SqlLibraryOperators.DATE_TRUNC)
                ? Operators.DATE_TRUNC.createCall(call.getParserPosition(), call.getOperandList())
                : Habits.renamed(rowComparisons.expanded(JoinedTexts.perhapsNull(call)));
    }

    /// Calcite does not fit the types of a side that begins with names to the other side's.
    static void withoutNames(SqlCall setOperation) {
        List<SqlNode> sides = setOperation.getOperandList();
        for (int i = 0; i < sides.size(); i++) {
            if (sides.get(i) instanceof SqlWith with) {
                setOperation.setOperand(i, selected(with));
            }
        }
    }

    /// `SELECT * FROM (query)`.
    private static SqlSelect selected(SqlNode query) {
        SqlParserPos pos = query.getParserPosition();
        return new SqlSelect(
                pos,
                null,
                SqlNodeList.of(SqlIdentifier.star(pos)),
                SqlStdOperatorTable.AS.createCall(pos, query, new SqlIdentifier("side", pos)),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /// Only where something changed: not every call lets its operands be set.
    @SuppressWarnings("ReferenceEquality")
    private void replaceOperand(SqlCall call, int index, SqlNode operand) {
        if (operand != null) {
            SqlNode by = node(operand);
            if (by != operand) {
                call.setOperand(index, by);
            }
        }
    }

    private static SqlNode tableCommand(SqlCall call) {
        throw Errors.at(
                ErrorCode.NOT_SUPPORTED,
                "TABLE is not supported; write SELECT * FROM",
                call.getParserPosition());
    }

    private SqlNode with(SqlWith with) {
        scopes.push(new HashSet<>());
        for (SqlNode item : with.withList) {
            SqlWithItem cte = (SqlWithItem) item;
            String name = cte.name.getSimple().toLowerCase(Locale.ROOT);
            if (cte.recursive.booleanValue()) {
                scopes.element().add(name);
                recursive.read(cte, with.withList, this::node);
            } else {
                cte.query = node(cte.query);
                scopes.element().add(name);
            }
        }
        with.body = node(with.body);
        scopes.pop();
        return with;
    }

    private SqlNode select(SqlSelect select) {
        GroupByAll.expand(select);
        List<SqlNode> operands = select.getOperandList();
        for (int i = 0; i < operands.size(); i++) {
            if (i != SqlSelect.FROM_OPERAND) {
                replaceOperand(select, i, operands.get(i));
            }
        }
        SqlNode from = select.getFrom();
        if (from != null) {
            select.setFrom(from(from));
        }
        return select;
    }

    private SqlNode from(SqlNode from) {
        return switch (from) {
            case SqlIdentifier identifier ->
                    isCommonTable(identifier) ? identifier : table(identifier);
            case SqlJoin join -> join(join);
            case SqlCall call when call.getKind() == SqlKind.AS -> named(call);
            case SqlBasicCall call when call.getKind() == SqlKind.TABLE_REF ->
                    from(call.operand(0));
            case SqlCall call when Series.isSeries(call) -> named(Series.rows(call), Series.NAME);
            case SqlCall call when call.getKind() == SqlKind.UNNEST ->
                    SqlStdOperatorTable.LATERAL.createCall(call.getParserPosition(), node(call));
            case SqlCall call when UNKNOWN.contains(call.getKind()) ->
                    throw Errors.at(
                            ErrorCode.NOT_SUPPORTED,
                            "%s is not supported"
                                    .formatted(call.getKind().name().replace('_', ' ')),
                            call.getParserPosition());
            default -> node(from);
        };
    }

    private SqlNode join(SqlJoin join) {
        join.setLeft(from(join.getLeft()));
        join.setRight(from(join.getRight()));
        SqlNode condition = join.getCondition();
        if (condition instanceof SqlCall call) {
            join.setOperand(CONDITION_OPERAND, node(call));
        }
        return join;
    }

    private static SqlNode named(SqlNode query, String name) {
        SqlParserPos pos = query.getParserPosition();
        return SqlStdOperatorTable.AS.createCall(
                pos, query, new SqlIdentifier(name, pos), new SqlIdentifier(name, pos));
    }

    private SqlNode named(SqlCall call) {
        SqlNode named = call.operand(0);
        if (Series.isSeries(named)) {
            SqlIdentifier alias = call.operand(1);
            if (call.operandCount() == 2) {
                return named(Series.rows(named), alias.getSimple());
            }
            call.setOperand(0, Series.rows(named));
            return call;
        }
        if (call.operandCount() == 2 && ListsInFrom.isColumn(named)) {
            return named(from(named), ((SqlIdentifier) call.operand(1)).getSimple());
        }
        if (named instanceof SqlIdentifier identifier) {
            if (!isCommonTable(identifier)) {
                call.setOperand(0, replaced(identifier));
            }
        } else {
            call.setOperand(0, from(named));
        }
        return call;
    }

    private SqlNode table(SqlIdentifier identifier) {
        String last = identifier.names.getLast();
        return SqlStdOperatorTable.AS.createCall(
                identifier.getParserPosition(),
                replaced(identifier),
                new SqlIdentifier(last, identifier.getParserPosition()));
    }

    private SqlNode replaced(SqlIdentifier identifier) {
        recursive.refuseLater(identifier);
        tables++;
        if (tables > tablesMax) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the query names more than %d tables".formatted(tablesMax));
        }
        return replacement.apply(reference(identifier));
    }

    private boolean isCommonTable(SqlIdentifier identifier) {
        boolean isKnown =
                identifier.isSimple()
                        && scopes.stream()
                                .anyMatch(s ->
                                        s.contains(
                                                identifier.getSimple().toLowerCase(Locale.ROOT)));
        if (isKnown) {
            recursive.note(identifier);
        }
        return isKnown;
    }
}
