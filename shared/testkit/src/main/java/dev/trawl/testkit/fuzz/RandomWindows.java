package dev.trawl.testkit.fuzz;

import dev.trawl.testkit.fuzz.FuzzQuery.Oracle;
import java.util.List;
import java.util.Set;

/// Window functions of a kind over the rows of a scope. Where rows may tie, only such as give those
/// the same.
final class RandomWindows {
    private static final List<String> FRAMES =
            List.of(
                    "",
                    " rows unbounded preceding",
                    " rows between 1 preceding and 1 following",
                    " rows between 2 preceding and 1 preceding",
                    " rows between current row and unbounded following",
                    " range between unbounded preceding and unbounded following");

    private final Choices choices;
    private final Set<Oracle> oracles;
    private final RandomExpressions expressions;

    RandomWindows(Choices choices, Set<Oracle> oracles, RandomExpressions expressions) {
        this.choices = choices;
        this.oracles = oracles;
        this.expressions = expressions;
    }

    String of(Kind kind, Scope scope) {
        if (scope.columns().isEmpty()) {
            return expressions.of(kind, scope, 1);
        }
        boolean isNumber = kind == Kind.BIGINT || kind == Kind.INTEGER;
        return isNumber && choices.oneIn(2) ? rank(scope) : value(kind, scope);
    }

    /// A condition on a window.
    String qualify(Scope scope) {
        if (scope.key().isEmpty() || !choices.oneIn(6)) {
            return "";
        }
        oracles.remove(Oracle.POSTGRESQL);
        return " qualify row_number() over (order by %s desc) <= %d"
                .formatted(scope.key(), 1 + choices.below(4));
    }

    private String rank(Scope scope) {
        List<String> functions =
                scope.key().isEmpty()
                        ? List.of("rank()", "dense_rank()", "count(*)")
                        : List.of("row_number()", "rank()", "dense_rank()", "count(*)", "ntile(2)");
        return "%s over (%s%s)".formatted(choices.pick(functions), partition(scope), order(scope));
    }

    private String value(Kind kind, Scope scope) {
        String value = expressions.of(kind, scope, 1);
        if (scope.key().isEmpty() || kind == Kind.BOOLEAN) {
            String function = kind == Kind.BOOLEAN ? "bool_or" : "max";
            return "%s(%s) over (%s%s)".formatted(function, value, partition(scope), order(scope));
        }
        String window = partition(scope) + order(scope);
        return switch (choices.below(5)) {
            case 0 -> "max(%s) over (%s%s)".formatted(value, window, choices.pick(FRAMES));
            case 1 -> "min(%s) over (%s%s)".formatted(value, window, choices.pick(FRAMES));
            case 2 ->
                    "%s(%s, %d) over (%s)"
                            .formatted(
                                    choices.pick(List.of("lag", "lead")),
                                    value,
                                    1 + choices.below(2),
                                    window);
            case 3 ->
                    "%s(%s) over (%s%s)"
                            .formatted(
                                    choices.pick(List.of("first_value", "last_value")),
                                    value,
                                    window,
                                    choices.pick(FRAMES));
            default ->
                    "nth_value(%s, 2) over (%s%s)".formatted(value, window, choices.pick(FRAMES));
        };
    }

    private String partition(Scope scope) {
        return choices.oneIn(2)
                ? "partition by %s ".formatted(choices.pick(scope.columns()).sql())
                : "";
    }

    private String order(Scope scope) {
        String first =
                choices.pick(scope.columns()).sql()
                        + choices.pick(List.of("", " desc", " nulls first"));
        return scope.key().isEmpty()
                ? "order by " + first
                : "order by %s, %s".formatted(first, scope.key());
    }
}
