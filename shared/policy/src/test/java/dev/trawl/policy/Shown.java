package dev.trawl.policy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import java.util.List;
import java.util.stream.Collectors;

/// Expressions in a short form with names of columns.
record Shown(List<Field> inputs) {
    String text(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> inputs.get(column.index()).name();
            case Expr.Literal literal -> String.valueOf(literal.value());
            case Expr.Call call ->
                    call.function()
                            + call.arguments().stream()
                                    .map(this::text)
                                    .collect(Collectors.joining(",", "(", ")"));
            case Expr.Cast cast -> "cast(" + text(cast.operand()) + ")";
            case Expr.Conditional _ -> "case";
            case Expr.In in ->
                    text(in.operand())
                            + " in "
                            + in.values().stream().map(v -> String.valueOf(v.value())).toList();
        };
    }
}
