package dev.trawl.calcite;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// Finds the constants of a query that do nothing but be compared with a column: `column = 5`,
/// `BETWEEN`, `IN`. Everywhere else a constant may decide what the plan is: it may be an ordinal, a
/// count, a unit, a pattern, or the digits of a type.
final class SlotFinder extends SqlBasicVisitor<@Nullable Void> {
    private static final Set<SqlKind> COMPARISONS =
            Set.of(
                    SqlKind.EQUALS,
                    SqlKind.NOT_EQUALS,
                    SqlKind.LESS_THAN,
                    SqlKind.LESS_THAN_OR_EQUAL,
                    SqlKind.GREATER_THAN,
                    SqlKind.GREATER_THAN_OR_EQUAL,
                    SqlKind.BETWEEN,
                    SqlKind.IN,
                    SqlKind.NOT_IN);

    private static final Pattern CAST = Pattern.compile("(?i)cast|convert|::");
    private static final Pattern DATE = Pattern.compile("(?i)date\\s+");

    private final TextTokens text;
    private final List<String> names;
    private final Set<Integer> tokens = new TreeSet<>();
    private final Set<String> parameters = new HashSet<>();
    private final Set<String> others = new HashSet<>();
    private boolean makesConstants;

    /// @param names of the parameters of the text, in its order
    SlotFinder(TextTokens text, List<String> names) {
        this.text = text;
        this.names = names;
    }

    /// Indexes of the tokens that are only compared.
    List<Integer> tokens() {
        return List.copyOf(tokens);
    }

    /// Names of parameters that are only compared, wherever they stand. A text that counts and
    /// numbers them may mean one by two names, and has none.
    Set<String> parameters() {
        if (names.stream().anyMatch(n -> n.startsWith("?"))
                && names.stream().anyMatch(n -> n.startsWith("$"))) {
            return Set.of();
        }
        Set<String> only = new HashSet<>(parameters);
        only.removeAll(others);
        return only;
    }

    /// Whether constants are made of constants, whose place among the others the text does not
    /// tell.
    boolean makesConstants() {
        return makesConstants;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        boolean isComparison = COMPARISONS.contains(call.getKind()) && comparesAColumn(call);
        boolean isCast = CAST.matcher(call.getOperator().getName()).find();
        for (SqlNode operand : call.getOperandList()) {
            if (operand == null) {
                continue;
            }
            if (isCast && (operand instanceof SqlLiteral || operand instanceof SqlDynamicParam)) {
                makesConstants = true;
            }
            if (isComparison && operand instanceof SqlNodeList list) {
                list.forEach(this::compared);
            } else if (isComparison) {
                compared(operand);
            } else {
                operand.accept(this);
            }
        }
        return null;
    }

    private static boolean comparesAColumn(SqlCall call) {
        return switch (call.getKind()) {
            case BETWEEN, IN, NOT_IN -> call.operand(0) instanceof SqlIdentifier;
            default -> call.getOperandList().stream().anyMatch(SqlIdentifier.class::isInstance);
        };
    }

    private void compared(@Nullable SqlNode operand) {
        switch (operand) {
            case null -> {}
            case SqlDynamicParam parameter -> parameters.add(names.get(parameter.getIndex()));
            case SqlLiteral literal -> token(literal.getParserPosition());
            default -> operand.accept(this);
        }
    }

    private void token(SqlParserPos pos) {
        int start = TextPlaces.offset(text.sql(), pos.getLineNum(), pos.getColumnNum());
        int end = TextPlaces.offset(text.sql(), pos.getEndLineNum(), pos.getEndColumnNum()) + 1;
        for (int i = 0; i < text.tokens().size(); i++) {
            TextTokens.Token token = text.tokens().get(i);
            if (token.end() == end && token.start() >= start) {
                String before = text.sql().substring(start, token.start());
                if (before.isEmpty() || !token.isNumber() && DATE.matcher(before).matches()) {
                    tokens.add(i);
                }
            }
        }
    }

    @Override
    public @Nullable Void visit(SqlDynamicParam parameter) {
        others.add(names.get(parameter.getIndex()));
        return null;
    }
}
