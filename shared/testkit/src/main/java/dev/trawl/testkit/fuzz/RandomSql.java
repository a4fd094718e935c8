package dev.trawl.testkit.fuzz;

import dev.trawl.testkit.fuzz.FuzzQuery.Oracle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Random queries over {@link FuzzTables} that SQL gives one answer: rows, or, now and then, one
/// possible error. The same choices give the same query.
public final class RandomSql implements RandomPredicates.Subqueries {
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int DEPTH = 2;

    private final Choices choices;
    private final Set<Oracle> oracles = EnumSet.allOf(Oracle.class);
    private final RandomExpressions expressions;
    private final RandomAggregates aggregates;
    private final RandomWindows windows;
    private boolean allowsSubqueries = true;
    private int aliases;

    public RandomSql(Choices choices) {
        this.choices = choices;
        this.expressions = new RandomExpressions(choices, oracles, this);
        this.aggregates = new RandomAggregates(choices, oracles, expressions);
        this.windows = new RandomWindows(choices, oracles, expressions);
    }

    /// What is read, and its columns.
    private record From(String sql, Scope scope) {}

    public FuzzQuery query() {
        if (choices.oneIn(14)) {
            return failing();
        }
        List<Kind> kinds = kinds(3);
        String sql = block(kinds, DEPTH);
        if (aggregates.isInexact() || !choices.oneIn(2)) {
            return new FuzzQuery(sql, kinds, false, oracles);
        }
        String order =
                IntStream.rangeClosed(1, kinds.size())
                        .mapToObj(i ->
                                i
                                        + choices.pick(
                                                List.of(
                                                        "",
                                                        " desc",
                                                        " nulls first",
                                                        " desc nulls last")))
                        .collect(Collectors.joining(", "));
        String limit =
                switch (choices.below(4)) {
                    case 0, 1 -> "";
                    case 2 -> " limit " + choices.below(5);
                    default -> " limit %d offset %d".formatted(choices.below(4), choices.below(3));
                };
        return new FuzzQuery(
                "select * from (%s) z order by %s%s".formatted(sql, order, limit),
                kinds,
                true,
                oracles);
    }

    /// One expression that may fail, over rows that all of SQL agrees on.
    private FuzzQuery failing() {
        From from = table();
        String alias = from.sql().substring(from.sql().indexOf(' ') + 1);
        String condition = expressions.predicate(from.scope(), 1);
        oracles.remove(Oracle.DUCKDB);
        String expression =
                switch (choices.below(8)) {
                    case 0 -> "10 / (%s.k - 2)";
                    case 1 -> "%s.i + 1";
                    case 2 -> "cast(%s.s as integer)";
                    case 3 -> "mod(10, %s.k)";
                    case 4 -> "%s.b * 2";
                    case 5 -> "cast(%s.b as integer)";
                    case 6 -> "1.5 / %s.k";
                    default -> "cast(%s.d as tinyint)";
                };
        if (expression.contains(".s as")
                || expression.contains("/")
                || expression.contains("tinyint")) {
            oracles.remove(Oracle.POSTGRESQL);
        }
        return new FuzzQuery(
                "select %s.id as c0, %s as c1 from %s where %s"
                        .formatted(alias, expression.formatted(alias), from.sql(), condition),
                List.of(Kind.BIGINT, Kind.INTEGER),
                false,
                oracles);
    }

    private List<Kind> kinds(int max) {
        List<Kind> kinds = new ArrayList<>();
        for (int i = choices.below(max); i >= 0; i--) {
            kinds.add(choices.pick(KINDS));
        }
        return kinds;
    }

    private String block(List<Kind> kinds, int depth) {
        if (depth == 0) {
            return choices.below(4) == 3 ? grouped(kinds, 0) : plain(kinds, 0, "");
        }
        return switch (choices.below(10)) {
            case 0, 1 -> plain(kinds, depth, "");
            case 2, 3 -> grouped(kinds, depth);
            case 4, 5 -> windowed(kinds, depth);
            case 6 -> setOperation(kinds, depth);
            case 7 -> groupingSets(kinds, depth);
            case 8 -> plain(kinds, depth, "distinct ");
            default -> common(kinds, depth);
        };
    }

    private String plain(List<Kind> kinds, int depth, String distinct) {
        From from = from(depth);
        String columns =
                columns(
                        kinds.stream()
                                .map(k ->
                                        depth > 0 && choices.oneIn(8)
                                                ? "(%s)"
                                                        .formatted(
                                                                column(
                                                                        k,
                                                                        from.scope(),
                                                                        RandomPredicates.Shape.ONE))
                                                : expressions.of(k, from.scope(), depth + 1))
                                .toList());
        return "select %s%s from %s%s".formatted(distinct, columns, from.sql(), where(from, depth));
    }

    private static String columns(List<String> expressions) {
        return IntStream.range(0, expressions.size())
                .mapToObj(i -> expressions.get(i) + " as c" + i)
                .collect(Collectors.joining(", "));
    }

    private String where(From from, int depth) {
        return choices.oneIn(2) ? " where " + expressions.predicate(from.scope(), depth + 1) : "";
    }

    private String grouped(List<Kind> kinds, int depth) {
        From from = from(depth);
        String where = where(from, depth);
        return withoutSubqueries(() -> {
            List<Scope.Column> keys = keys(from.scope());
            String columns =
                    columns(kinds.stream().map(k -> grouped(k, keys, from.scope())).toList());
            String having =
                    choices.oneIn(4) ? " having count(*) > %d".formatted(choices.below(3)) : "";
            return "select %s from %s%s%s%s"
                    .formatted(columns, from.sql(), where, groupBy(keys), having);
        });
    }

    private List<Scope.Column> keys(Scope scope) {
        List<Scope.Column> keys = new ArrayList<>();
        for (int i = choices.below(3); i > 0 && !scope.columns().isEmpty(); i--) {
            Scope.Column column = choices.pick(scope.columns());
            keys.add(choices.oneIn(4) ? folded(column) : column);
        }
        return keys.stream().distinct().toList();
    }

    /// Fewer values.
    private static Scope.Column folded(Scope.Column column) {
        return switch (column.kind()) {
            case TEXT -> new Scope.Column("left(%s, 1)".formatted(column.sql()), Kind.TEXT, false);
            case INTEGER ->
                    new Scope.Column("mod(%s, 2)".formatted(column.sql()), Kind.INTEGER, true);
            case DATE ->
                    new Scope.Column(
                            "extract(year from %s)".formatted(column.sql()), Kind.BIGINT, false);
            case BIGINT, DECIMAL, TIMESTAMP, DOUBLE, BOOLEAN -> column;
        };
    }

    private String grouped(Kind kind, List<Scope.Column> keys, Scope scope) {
        List<Scope.Column> fitting = keys.stream().filter(k -> k.kind() == kind).toList();
        return fitting.isEmpty() || choices.oneIn(3)
                ? aggregates.of(kind, scope)
                : choices.pick(fitting).sql();
    }

    private static String groupBy(List<Scope.Column> keys) {
        return keys.isEmpty()
                ? ""
                : keys.stream()
                        .map(Scope.Column::sql)
                        .collect(Collectors.joining(", ", " group by ", ""));
    }

    private String groupingSets(List<Kind> kinds, int depth) {
        From from = from(depth);
        String where = where(from, depth);
        return withoutSubqueries(() -> {
            List<Scope.Column> keys =
                    from.scope().columns().isEmpty()
                            ? List.of()
                            : List.of(
                                    choices.pick(from.scope().columns()),
                                    choices.pick(from.scope().columns()));
            List<Scope.Column> distinct = keys.stream().distinct().toList();
            String names =
                    distinct.stream().map(Scope.Column::sql).collect(Collectors.joining(", "));
            String sets =
                    switch (choices.below(4)) {
                        case 0 -> "rollup (%s)".formatted(names);
                        case 1 -> "cube (%s)".formatted(names);
                        case 2 -> "grouping sets ((%s), ())".formatted(names);
                        default ->
                                distinct.stream()
                                        .map(Scope.Column::sql)
                                        .collect(
                                                Collectors.joining(
                                                        "), (", "grouping sets ((), (", "))"));
                    };
            String columns =
                    columns(
                            kinds.stream()
                                    .map(k ->
                                            k == Kind.BIGINT && choices.oneIn(2)
                                                    ? "grouping(%s)"
                                                            .formatted(distinct.getFirst().sql())
                                                    : grouped(k, distinct, from.scope()))
                                    .toList());
            return "select %s from %s%s group by %s".formatted(columns, from.sql(), where, sets);
        });
    }

    private String windowed(List<Kind> kinds, int depth) {
        From from = from(depth);
        String where = where(from, depth);
        return withoutSubqueries(() -> {
            String columns =
                    columns(
                            kinds.stream()
                                    .map(k ->
                                            choices.oneIn(4)
                                                    ? expressions.of(k, from.scope(), 1)
                                                    : windows.of(k, from.scope()))
                                    .toList());
            return "select %s from %s%s%s"
                    .formatted(columns, from.sql(), where, windows.qualify(from.scope()));
        });
    }

    private String setOperation(List<Kind> kinds, int depth) {
        String operation =
                choices.pick(
                        List.of(
                                "union all",
                                "union",
                                "except",
                                "intersect",
                                "except all",
                                "intersect all"));
        return "(%s) %s (%s)"
                .formatted(block(kinds, depth - 1), operation, block(kinds, depth - 1));
    }

    /// A few steps over numbers that grow.
    private String recursive(List<Kind> kinds) {
        String name = "w" + aliases++;
        From first = table();
        From joined = table();
        String start = first.sql().substring(first.sql().indexOf(' ') + 1);
        String next = joined.sql().substring(joined.sql().indexOf(' ') + 1);
        String condition = withoutSubqueries(() -> expressions.predicate(joined.scope(), 0));
        Scope scope = Scope.derived(name, List.of(Kind.INTEGER, Kind.TEXT));
        String columns = columns(kinds.stream().map(k -> expressions.of(k, scope, 1)).toList());
        return "with recursive %1$s(c0, c1) as (select %2$s.k, %2$s.s from %3$s union %4$sselect %1$s.c0 + 1, %5$s.s from %1$s join %6$s on %5$s.k = %1$s.c0 where %1$s.c0 < 4 and (%7$s)) select %8$s from %1$s"
                .formatted(
                        name,
                        start,
                        first.sql(),
                        choices.pick(List.of("all ", "")),
                        next,
                        joined.sql(),
                        condition,
                        columns);
    }

    private String common(List<Kind> kinds, int depth) {
        if (choices.oneIn(5)) {
            return recursive(kinds);
        }
        List<Kind> inner = kinds(3);
        String name = "w" + aliases++;
        String first = "a" + aliases++;
        String body = block(inner, depth - 1);
        Scope scope = Scope.derived(first, inner);
        String columns = columns(kinds.stream().map(k -> expressions.of(k, scope, 1)).toList());
        String again =
                choices.oneIn(3)
                        ? " where exists (select 1 from %1$s b where b.c0 = %2$s.c0)"
                                .formatted(name, first)
                        : "";
        return "with %1$s as (%2$s) select %3$s from %1$s %4$s%5$s"
                .formatted(name, body, columns, first, again);
    }

    private From table() {
        String alias = "a" + aliases++;
        return new From(
                "{t%d} %s".formatted(choices.below(FuzzTables.COUNT), alias), Scope.table(alias));
    }

    private From from(int depth) {
        return switch (choices.below(depth == 0 ? 4 : 8)) {
            case 0, 1, 2 -> table();
            case 3, 4 -> joined(table(), table());
            case 5 -> joined(table(), derived(depth));
            case 6 -> lateral(table());
            default -> derived(depth);
        };
    }

    private From derived(int depth) {
        String alias = "a" + aliases++;
        if (choices.oneIn(5)) {
            return new From(
                    "(values (1, 'a'), (2, null), (null, 'b')) %s(c0, c1)".formatted(alias),
                    Scope.derived(alias, List.of(Kind.INTEGER, Kind.TEXT)));
        }
        if (choices.oneIn(8)) {
            return new From(
                    "generate_series(%d, 3) %s(c0)".formatted(choices.below(3), alias),
                    Scope.derived(alias, List.of(Kind.BIGINT)));
        }
        List<Kind> kinds = kinds(3);
        return new From(
                "(%s) %s".formatted(block(kinds, Math.max(0, depth - 1)), alias),
                Scope.derived(alias, kinds));
    }

    private From joined(From left, From right) {
        Scope both = left.scope().and(right.scope());
        String kind =
                choices.pick(List.of("join", "left join", "right join", "full join", "cross join"));
        if (kind.equals("cross join")) {
            return new From("%s cross join %s".formatted(left.sql(), right.sql()), both);
        }
        String condition = equality(left.scope(), right.scope());
        if (choices.oneIn(4) && !kind.equals("full join")) {
            condition += " and " + withoutSubqueries(() -> expressions.predicate(both, 0));
        }
        return new From("%s %s %s on %s".formatted(left.sql(), kind, right.sql(), condition), both);
    }

    private String equality(Scope left, Scope right) {
        List<Kind> common =
                KINDS.stream()
                        .filter(k -> !left.of(k).isEmpty() && !right.of(k).isEmpty())
                        .toList();
        if (common.isEmpty()) {
            return "1 = 1";
        }
        Kind kind = choices.pick(common);
        return "%s = %s"
                .formatted(choices.pick(left.of(kind)).sql(), choices.pick(right.of(kind)).sql());
    }

    private From lateral(From left) {
        Kind kind = choices.pick(KINDS);
        String alias = "a" + aliases++;
        if (choices.oneIn(4)) {
            return list(left, kind, alias);
        }
        String query =
                column(kind, left.scope(), choices.pick(List.of(RandomPredicates.Shape.values())));
        String join =
                choices.pick(
                        List.of(
                                "%s cross join lateral (%s) %s",
                                "%s left join lateral (%s) %s on true"));
        return new From(
                join.formatted(left.sql(), query, alias + "(c0)"),
                left.scope().and(Scope.derived(alias, List.of(kind))));
    }

    private From list(From left, Kind kind, String alias) {
        String join =
                choices.pick(
                        List.of(
                                "%s cross join lateral unnest(array[%s, %s]) %s",
                                "%s left join lateral unnest(array[%s, %s]) %s on true"));
        return new From(
                join.formatted(
                        left.sql(),
                        expressions.leaf(kind, left.scope()),
                        expressions.leaf(kind, left.scope()),
                        alias + "(c0)"),
                left.scope().and(Scope.derived(alias, List.of(kind))));
    }

    @Override
    public boolean isAllowed() {
        return allowsSubqueries;
    }

    @Override
    public String column(Kind kind, Scope outer, RandomPredicates.Shape shape) {
        return withoutSubqueries(() -> {
            From from = table();
            String value =
                    switch (shape) {
                        case ONE -> aggregates.of(kind, from.scope());
                        case ANY -> expressions.of(kind, from.scope(), 1);
                    };
            String condition =
                    choices.oneIn(2)
                            ? expressions.predicate(from.scope(), 1)
                            : equality(from.scope(), outer);
            return "select %s from %s where %s".formatted(value, from.sql(), condition);
        });
    }

    private String withoutSubqueries(java.util.function.Supplier<String> make) {
        boolean before = allowsSubqueries;
        allowsSubqueries = false;
        String made = make.get();
        allowsSubqueries = before;
        return made;
    }
}
