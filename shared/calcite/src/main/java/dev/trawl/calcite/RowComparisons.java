package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/// `(a, b) < (c, d)` and its kin: by the first columns, and where they are equal by the next.
final class RowComparisons {
    private RowComparisons() {}

    /// What the row is made of, without the type that Calcite brings both sides to; none of other
    /// values.
    static List<RexNode> columns(RexNode node) {
        return switch (node.getKind()) {
            case ROW -> ((RexCall) node).getOperands();
            case CAST ->
                    node.getType().isStruct()
                            ? columns(((RexCall) node).getOperands().getFirst())
                            : List.of();
            default -> List.of();
        };
    }

    /// @param columns how many each side has
    /// @param compared a function of both sides' column of some place
    static Expr of(Function function, int columns, BiFunction<Function, Integer, Expr> compared) {
        return switch (function) {
            case EQ, IS_NOT_DISTINCT_FROM -> Expressions.and(each(function, columns, compared));
            case NE, IS_DISTINCT_FROM -> or(each(function, columns, compared));
            case LT, LE -> ordered(Function.LT, function, columns, compared);
            case GT, GE -> ordered(Function.GT, function, columns, compared);
            default -> throw new IllegalArgumentException(function.text());
        };
    }

    private static List<Expr> each(
            Function function, int columns, BiFunction<Function, Integer, Expr> compared) {
        List<Expr> parts = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            parts.add(compared.apply(function, i));
        }
        return parts;
    }

    private static Expr ordered(
            Function strict,
            Function last,
            int columns,
            BiFunction<Function, Integer, Expr> compared) {
        Expr rest = compared.apply(last, columns - 1);
        for (int i = columns - 2; i >= 0; i--) {
            rest =
                    or(
                            List.of(
                                    compared.apply(strict, i),
                                    Expressions.and(
                                            List.of(compared.apply(Function.EQ, i), rest))));
        }
        return rest;
    }

    private static Expr or(List<Expr> parts) {
        return parts.size() == 1 ? parts.getFirst() : Expr.Call.of(Function.OR, parts);
    }
}
