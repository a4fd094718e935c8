package dev.trawl.testkit.fuzz;

import dev.trawl.testkit.fuzz.FuzzQuery.Oracle;
import java.util.List;
import java.util.Set;

/// Conditions over the columns of a scope.
final class RandomPredicates {
    private static final List<Kind> KINDS =
            List.of(
                    Kind.INTEGER,
                    Kind.TEXT,
                    Kind.BIGINT,
                    Kind.DECIMAL,
                    Kind.DATE,
                    Kind.TIMESTAMP,
                    Kind.DOUBLE);

    private final Choices choices;
    private final Set<Oracle> oracles;
    private final RandomExpressions expressions;
    private final Subqueries queries;

    RandomPredicates(
            Choices choices,
            Set<Oracle> oracles,
            RandomExpressions expressions,
            Subqueries queries) {
        this.choices = choices;
        this.oracles = oracles;
        this.expressions = expressions;
        this.queries = queries;
    }

    /// Queries within expressions.
    interface Subqueries {
        boolean isAllowed();

        /// `select …` of one column, over tables and, where they are correlated, the scope.
        String column(Kind kind, Scope outer, Shape shape);
    }

    /// How many rows a subquery gives.
    enum Shape {
        ONE,
        ANY
    }

    String of(Scope scope, int depth) {
        if (depth <= 0) {
            return comparison(scope, 0);
        }
        return switch (choices.below(10)) {
            case 0, 1, 2 -> comparison(scope, depth - 1);
            case 3 -> "(%s and %s)".formatted(of(scope, depth - 1), of(scope, depth - 1));
            case 4 -> "(%s or %s)".formatted(of(scope, depth - 1), of(scope, depth - 1));
            case 5 -> "not (%s)".formatted(of(scope, depth - 1));
            case 6 -> expressions.leaf(Kind.BOOLEAN, scope);
            case 7 -> text(scope, depth - 1);
            case 8 ->
                    "(%s) is %s"
                            .formatted(
                                    of(scope, depth - 1),
                                    choices.pick(List.of("true", "not true", "not false")));
            default -> queries.isAllowed() ? subquery(scope) : comparison(scope, depth - 1);
        };
    }

    private String comparison(Scope scope, int depth) {
        Kind kind = choices.pick(KINDS);
        String one = expressions.of(kind, scope, depth);
        return switch (choices.below(8)) {
            case 6 -> rows(one, kind, scope);
            case 0, 1, 2 ->
                    "%s %s %s"
                            .formatted(
                                    one,
                                    choices.pick(List.of("=", "<", ">=", "<>", "<=", ">")),
                                    expressions.of(kind, scope, depth));
            case 3 -> "%s is %s".formatted(one, choices.pick(List.of("null", "not null")));
            case 4 ->
                    "%s %sin (%s)"
                            .formatted(one, choices.oneIn(3) ? "not " : "", expressions.list(kind));
            case 5 ->
                    "%s between %s and %s"
                            .formatted(one, expressions.literal(kind), expressions.literal(kind));
            default ->
                    "%s is %sdistinct from %s"
                            .formatted(
                                    one,
                                    choices.oneIn(2) ? "not " : "",
                                    expressions.of(kind, scope, depth));
        };
    }

    /// DuckDB compares NULLs in rows like other values.
    private String rows(String first, Kind kind, Scope scope) {
        oracles.remove(Oracle.DUCKDB);
        Kind second = choices.pick(KINDS);
        return "(%s, %s) %s (%s, %s)"
                .formatted(
                        first,
                        expressions.leaf(second, scope),
                        choices.pick(List.of("=", "<", ">=", "<>", "<=", ">")),
                        expressions.leaf(kind, scope),
                        expressions.leaf(second, scope));
    }

    private String text(Scope scope, int depth) {
        String text = expressions.of(Kind.TEXT, scope, depth);
        return switch (choices.below(6)) {
            case 0, 1 ->
                    "%s like '%s'"
                            .formatted(
                                    text,
                                    choices.pick(
                                            List.of("a%", "%", "_", "%a%", "", "%\u0301", "a_b")));
            case 2 -> "%s like 'a!_%%' escape '!'".formatted(text);
            case 3 -> folded(text);
            case 4 -> regex(text);
            default -> "position(%s in %s) > 0".formatted(expressions.literal(Kind.TEXT), text);
        };
    }

    /// Databases fold letters by tables of their own.
    private String folded(String text) {
        oracles.clear();
        return "%s ilike '%s'".formatted(text, choices.pick(List.of("A%", "%b", "ZEBRA")));
    }

    private String regex(String text) {
        oracles.remove(Oracle.DUCKDB);
        oracles.remove(Oracle.POSTGRESQL);
        return "%s %s '%s'"
                .formatted(
                        text,
                        choices.pick(List.of("~", "!~", "~*")),
                        choices.pick(List.of("^a", "[0-9]", "b$", ".", "\\s")));
    }

    private String subquery(Scope scope) {
        Kind kind = choices.pick(List.of(Kind.INTEGER, Kind.TEXT, Kind.BIGINT, Kind.DATE));
        String value = expressions.leaf(kind, scope);
        return switch (choices.below(5)) {
            case 0 -> "exists (%s)".formatted(queries.column(kind, scope, Shape.ANY));
            case 1 -> "%s in (%s)".formatted(value, queries.column(kind, scope, Shape.ANY));
            case 2 -> "%s not in (%s)".formatted(value, queries.column(kind, scope, Shape.ANY));
            case 3 ->
                    "%s %s (%s)"
                            .formatted(
                                    value,
                                    choices.pick(List.of("= any", "< all", ">= any", "<> all")),
                                    queries.column(kind, scope, Shape.ANY));
            default ->
                    "%s %s (%s)"
                            .formatted(
                                    value,
                                    choices.pick(List.of("=", "<", ">=")),
                                    queries.column(kind, scope, Shape.ONE));
        };
    }
}
