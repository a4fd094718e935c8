package dev.trawl.testkit.fuzz;

import dev.trawl.testkit.fuzz.FuzzQuery.Oracle;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Expressions of a kind over the columns of a scope. None of them fails on the values of {@link
/// FuzzTables}, whatever the order of evaluation.
final class RandomExpressions {
    private static final int LONG_LIST = 60;

    private final Choices choices;
    private final Set<Oracle> oracles;
    private final RandomPredicates predicates;

    RandomExpressions(Choices choices, Set<Oracle> oracles, RandomPredicates.Subqueries queries) {
        this.choices = choices;
        this.oracles = oracles;
        this.predicates = new RandomPredicates(choices, oracles, this, queries);
    }

    String of(Kind kind, Scope scope, int depth) {
        if (kind == Kind.BOOLEAN) {
            return depth == 0 ? leaf(kind, scope) : predicates.of(scope, depth);
        }
        if (depth <= 0) {
            return leaf(kind, scope);
        }
        return switch (choices.below(8)) {
            case 0, 1 -> leaf(kind, scope);
            case 2 -> anyKind(kind, scope, depth - 1);
            default -> ofKind(kind, scope, depth - 1);
        };
    }

    String predicate(Scope scope, int depth) {
        return predicates.of(scope, depth);
    }

    String leaf(Kind kind, Scope scope) {
        List<Scope.Column> columns = scope.of(kind);
        return columns.isEmpty() || choices.oneIn(5) ? literal(kind) : choices.pick(columns).sql();
    }

    String literal(Kind kind) {
        if (choices.oneIn(12)) {
            return "cast(null as %s)".formatted(kind.sql());
        }
        return switch (kind) {
            case INTEGER -> choices.pick(List.of("1", "0", "2", "3", "-1", "7"));
            case BIGINT -> choices.pick(List.of("1", "10", "9223372036854775807"));
            case DECIMAL -> choices.pick(List.of("0.05", "2.50", "-1.25", "0.00"));
            case TEXT ->
                    choices.pick(
                            List.of(
                                    "'a'",
                                    "''",
                                    "' '",
                                    "'B'",
                                    "'é'",
                                    "'e\u0301'",
                                    "'it''s'",
                                    "'a%'",
                                    "'back\\slash'",
                                    "'😀'",
                                    "'Z'"));
            case DATE ->
                    choices.pick(
                            List.of(
                                    "date '2024-02-29'",
                                    "date '1970-01-01'",
                                    "date '1500-02-28'",
                                    "date '2023-01-31'"));
            case TIMESTAMP ->
                    choices.pick(
                            List.of(
                                    "timestamp '2024-02-29 12:34:56.7'",
                                    "timestamp '1969-12-31 23:59:59.999999'"));
            case DOUBLE -> choices.pick(List.of("0.5e0", "0e0", "-2.5e0"));
            case BOOLEAN -> choices.pick(List.of("true", "false"));
        };
    }

    /// Such a column of few values; 1 if there is none.
    private String small(Kind kind, Scope scope) {
        List<Scope.Column> columns = scope.of(kind).stream().filter(Scope.Column::isSmall).toList();
        return columns.isEmpty() ? kind == Kind.DOUBLE ? "1e0" : "1" : choices.pick(columns).sql();
    }

    private String anyKind(Kind kind, Scope scope, int depth) {
        String one = of(kind, scope, depth);
        String other = of(kind, scope, depth);
        return switch (choices.below(5)) {
            case 0 -> "coalesce(%s, %s)".formatted(one, other);
            case 1 ->
                    "case when %s then %s else %s end"
                            .formatted(predicates.of(scope, depth), one, other);
            case 2 -> "nullif(%s, %s)".formatted(one, other);
            case 3 ->
                    "case %s when %s then %s end"
                            .formatted(small(Kind.INTEGER, scope), literal(Kind.INTEGER), one);
            default ->
                    "%s(%s, %s)".formatted(choices.pick(List.of("greatest", "least")), one, other);
        };
    }

    private String ofKind(Kind kind, Scope scope, int depth) {
        return switch (kind) {
            case INTEGER -> integer(scope, depth);
            case BIGINT -> bigint(scope, depth);
            case DECIMAL -> decimal(scope, depth);
            case TEXT -> text(scope, depth);
            case DATE -> date(scope, depth);
            case TIMESTAMP -> timestamp(scope, depth);
            case DOUBLE -> floating(scope);
            case BOOLEAN -> predicates.of(scope, depth);
        };
    }

    private String integer(Scope scope, int depth) {
        String small = small(Kind.INTEGER, scope);
        return switch (choices.below(7)) {
            case 0 -> "(%s + 1)".formatted(small);
            case 1 -> "(%s * 2 - 3)".formatted(small);
            case 2 -> "char_length(%s)".formatted(of(Kind.TEXT, scope, depth));
            case 3 -> "case when %s <> 0 then 10 / %s else 0 end".formatted(small, small);
            case 4 -> "mod(%s, 3)".formatted(of(Kind.INTEGER, scope, depth));
            case 5 -> "(%s / 2)".formatted(small);
            default -> "abs(%s - 2)".formatted(small);
        };
    }

    /// Parts of a time are cast: of NULL, DuckDB takes them for floating numbers.
    private String bigint(Scope scope, int depth) {
        return switch (choices.below(4)) {
            case 0 -> "cast(%s as bigint)".formatted(of(Kind.INTEGER, scope, depth));
            case 3 ->
                    "cast(%s - %s as bigint)"
                            .formatted(leaf(Kind.DATE, scope), leaf(Kind.DATE, scope));
            case 1 ->
                    "cast(extract(%s from %s) as bigint)"
                            .formatted(
                                    choices.pick(
                                            List.of(
                                                    "year", "month", "day", "quarter", "dow", "doy",
                                                    "isodow", "week", "isoyear", "decade")),
                                    of(
                                            choices.pick(List.of(Kind.DATE, Kind.TIMESTAMP)),
                                            scope,
                                            depth));
            default ->
                    "cast(extract(%s from %s) as bigint)"
                            .formatted(
                                    choices.pick(List.of("hour", "minute")),
                                    of(Kind.TIMESTAMP, scope, depth));
        };
    }

    private String decimal(Scope scope, int depth) {
        String leaf = leaf(Kind.DECIMAL, scope);
        return switch (choices.below(8)) {
            case 6 -> "trunc(%s, 1)".formatted(leaf);
            case 0 -> "(%s + 1.50)".formatted(leaf);
            case 1 -> "(%s * 3)".formatted(leaf);
            case 2 -> "round(%s, 1)".formatted(leaf);
            case 3 -> "abs(%s)".formatted(of(Kind.DECIMAL, scope, depth));
            case 4 -> "floor(%s)".formatted(leaf);
            case 5 -> "cast(%s as decimal(12,2))".formatted(small(Kind.INTEGER, scope));
            default -> "(- %s)".formatted(leaf);
        };
    }

    private String text(Scope scope, int depth) {
        String text = of(Kind.TEXT, scope, depth);
        return switch (choices.below(16)) {
            case 0 ->
                    "substring(%s, %d, %d)".formatted(text, 1 + choices.below(3), choices.below(3));
            case 1 -> trimmed("trim(%s)".formatted(text));
            case 2 -> "(%s || %s)".formatted(text, leaf(Kind.TEXT, scope));
            case 3 -> "replace(%s, %s, 'xy')".formatted(text, choices.pick(List.of("'a'", "'é'")));
            case 4 -> cased(text);
            case 5 -> "left(%s, %d)".formatted(text, choices.below(3));
            case 6 -> "right(%s, %d)".formatted(text, choices.below(3));
            case 7 -> "lpad(%s, %d, '*')".formatted(text, choices.below(5));
            case 8 -> reversed(text);
            case 9 -> "concat_ws('-', %s, %s)".formatted(text, leaf(Kind.TEXT, scope));
            case 10 -> "translate(%s, 'ab', 'b')".formatted(text);
            case 11 -> "split_part(%s, 'a', %d)".formatted(text, 1 + choices.below(2));
            case 12 ->
                    "cast(%s as varchar)"
                            .formatted(
                                    of(
                                            choices.pick(
                                                    List.of(Kind.INTEGER, Kind.DATE, Kind.BOOLEAN)),
                                            scope,
                                            depth));
            case 13 -> regexReplaced(text);
            case 14 ->
                    "to_char(%s, '%s')"
                            .formatted(
                                    of(Kind.TIMESTAMP, scope, depth),
                                    choices.pick(
                                            List.of(
                                                    "YYYY-MM-DD HH24:MI:SS",
                                                    "Dy DD Mon YY",
                                                    "IW/Q DDD",
                                                    "HH12 AM")));
            default -> trimmed("rtrim(ltrim(%s))".formatted(text));
        };
    }

    /// PostgreSQL's copy has no letters beyond ASCII.
    private String cased(String text) {
        oracles.remove(Oracle.POSTGRESQL);
        oracles.remove(Oracle.DUCKDB);
        return "%s(%s)".formatted(choices.pick(List.of("lower", "upper")), text);
    }

    /// DuckDB takes away other spaces, too.
    private String trimmed(String text) {
        oracles.remove(Oracle.DUCKDB);
        return text;
    }

    /// DuckDB reverses what a reader sees as one letter as a whole.
    private String reversed(String text) {
        oracles.remove(Oracle.DUCKDB);
        return "reverse(%s)".formatted(text);
    }

    private String regexReplaced(String text) {
        oracles.remove(Oracle.POSTGRESQL);
        return "regexp_replace(%s, '%s', '<\\0>'%s)"
                .formatted(
                        text,
                        choices.pick(List.of("a", "[a-c]+", "^.", "é|ß")),
                        choices.oneIn(2) ? ", 'g'" : "");
    }

    private String date(Scope scope, int depth) {
        return switch (choices.below(4)) {
            case 0 -> "cast(%s as date)".formatted(of(Kind.TIMESTAMP, scope, depth));
            case 1 ->
                    "cast(date_trunc('%s', %s) as date)"
                            .formatted(
                                    choices.pick(List.of("month", "year", "quarter", "week")),
                                    moderate(scope));
            case 2 ->
                    "cast(%s + interval '%d' %s as date)"
                            .formatted(
                                    moderate(scope),
                                    1 + choices.below(13),
                                    choices.pick(List.of("day", "month", "year")));
            default ->
                    "cast(%s - interval '1' %s as date)"
                            .formatted(
                                    moderate(scope), choices.pick(List.of("day", "month", "year")));
        };
    }

    /// A date that can move by a year.
    private String moderate(Scope scope) {
        List<Scope.Column> columns =
                scope.columns().stream().filter(c -> c.sql().endsWith(".e")).toList();
        return columns.isEmpty() ? "date '2024-02-29'" : choices.pick(columns).sql();
    }

    private String timestamp(Scope scope, int depth) {
        String leaf = leaf(Kind.TIMESTAMP, scope);
        return switch (choices.below(3)) {
            case 0 -> "cast(%s as timestamp)".formatted(of(Kind.DATE, scope, depth));
            case 1 ->
                    "date_trunc('%s', %s)"
                            .formatted(
                                    choices.pick(List.of("hour", "day", "month", "second")), leaf);
            default ->
                    "case when %1$s > timestamp '1800-01-01 00:00:00' and %1$s < timestamp '2100-01-01 00:00:00' then %1$s + interval '%2$d' %3$s end"
                            .formatted(
                                    leaf,
                                    1 + choices.below(90),
                                    choices.pick(List.of("minute", "day", "second")));
        };
    }

    private String floating(Scope scope) {
        String small = small(Kind.DOUBLE, scope);
        return switch (choices.below(4)) {
            case 0 -> "(%s + 1.5e0)".formatted(small);
            case 1 -> "cast(%s as double precision)".formatted(small(Kind.INTEGER, scope));
            case 2 -> "abs(%s)".formatted(leaf(Kind.DOUBLE, scope));
            default -> "(%s * 2e0)".formatted(small);
        };
    }

    /// A list for `in`, now and then a long one.
    String list(Kind kind) {
        int length = choices.oneIn(6) ? LONG_LIST : 1 + choices.below(3);
        if (length == LONG_LIST && kind == Kind.INTEGER) {
            return IntStream.range(0, LONG_LIST)
                    .mapToObj(n -> String.valueOf(n * 3))
                    .collect(Collectors.joining(", "));
        }
        if (length == LONG_LIST && kind == Kind.TEXT) {
            return IntStream.range(0, LONG_LIST)
                    .mapToObj(n -> n == 3 ? "'a'" : "'a%d'".formatted(n))
                    .collect(Collectors.joining(", "));
        }
        return IntStream.range(0, Math.min(length, 3))
                .mapToObj(_ -> literal(kind))
                .collect(Collectors.joining(", "));
    }
}
