package dev.trawl.policy;

import dev.trawl.plan.Expr;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Evaluates the expressions that decisions are made of on one row: three-valued logic and
/// comparisons.
final class RowEvaluator {
    private final List<@Nullable Object> row;

    RowEvaluator(List<@Nullable Object> row) {
        this.row = row;
    }

    @Nullable Boolean truth(Expr expr) {
        return (Boolean) value(expr);
    }

    private @Nullable Object value(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> row.get(column.index());
            case Expr.Literal literal -> literal.value();
            case Expr.Call call -> call(call);
            case Expr.In in -> {
                Object operand = value(in.operand());
                yield operand == null
                        ? null
                        : in.values().stream().anyMatch(v -> operand.equals(v.value()));
            }
            case Expr.Cast _, Expr.Conditional _ -> throw new AssertionError("not generated");
        };
    }

    private @Nullable Object call(Expr.Call call) {
        List<Expr> arguments = call.arguments();
        return switch (call.function()) {
            case AND -> and(arguments);
            case OR -> or(arguments);
            case NOT -> {
                Boolean a = truth(arguments.getFirst());
                yield a == null ? null : !a;
            }
            case IS_TRUE -> Objects.equals(truth(arguments.getFirst()), true);
            case IS_FALSE -> Objects.equals(truth(arguments.getFirst()), false);
            case IS_NULL -> value(arguments.getFirst()) == null;
            case EQ -> compared(arguments, c -> c == 0);
            case NE -> compared(arguments, c -> c != 0);
            case LT -> compared(arguments, c -> c < 0);
            default -> throw new AssertionError("not generated: " + call.function());
        };
    }

    private @Nullable Boolean and(List<Expr> arguments) {
        boolean unknown = false;
        for (Expr argument : arguments) {
            Boolean a = truth(argument);
            if (Objects.equals(a, false)) {
                return false;
            }
            unknown |= a == null;
        }
        return unknown ? null : true;
    }

    private @Nullable Boolean or(List<Expr> arguments) {
        boolean unknown = false;
        for (Expr argument : arguments) {
            Boolean a = truth(argument);
            if (Objects.equals(a, true)) {
                return true;
            }
            unknown |= a == null;
        }
        return unknown ? null : false;
    }

    @SuppressWarnings("unchecked")
    private @Nullable Boolean compared(
            List<Expr> arguments, java.util.function.IntPredicate holds) {
        Object left = value(arguments.getFirst());
        Object right = value(arguments.getLast());
        return left == null || right == null
                ? null
                : holds.test(((Comparable<Object>) left).compareTo(right));
    }
}
