package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Relations as SQL text. Each result has the columns `c0`, `c1`, … in the order of the relation's
/// fields.
///
/// Nodes are merged into one SELECT where that keeps their meaning, so that people can read what a
/// database gets. Renders only what {@link Support} takes. Not thread-safe; one per text.
public final class SqlRenderer {
    private final Dialect dialect;
    private final Function<Relation, String> leaves;
    private int aliases;

    private SqlRenderer(Dialect dialect, Function<Relation, String> leaves) {
        this.dialect = dialect;
        this.leaves = leaves;
    }

    /// @param leaves FROM item (a quoted name, or a query in parentheses) of a {@link
    ///   Relation.Scan} or {@link Relation.Received}, whose columns have the names of the leaf's
    ///   fields
    public static String render(
            Relation relation, Dialect dialect, Function<Relation, String> leaves) {
        return new SqlRenderer(dialect, leaves).block(relation).text();
    }

    private Block block(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> leaf(scan);
            case Relation.Received received -> leaf(received);
            case Relation.Values values -> values(values);
            case Relation.Filter filter -> filter(filter);
            case Relation.Project project -> project(project);
            case Relation.Join join -> join(join);
            case Relation.Aggregate aggregate -> aggregate(aggregate);
            case Relation.Sort sort -> sort(sort);
            case Relation.Window window -> window(window);
            case Relation.Limit limit -> limit(limit);
            case Relation.Union union ->
                    derived(
                            union.inputs().stream()
                                    .map(i -> "(" + block(i).text() + ")")
                                    .collect(Collectors.joining(" UNION ALL ")),
                            union.fields().size());
            case Relation.Recursion recursion -> recursion(recursion);
            case Relation.Previous previous -> previous(previous);
        };
    }

    private Block recursion(Relation.Recursion recursion) {
        String name = "r" + recursion.number();
        String union =
                switch (recursion.rows()) {
                    case ALL -> "UNION ALL";
                    case NEW -> "UNION";
                };
        return derived(
                "WITH RECURSIVE %1$s(%2$s) AS ((%3$s) %4$s (%5$s)) SELECT %2$s FROM %1$s"
                        .formatted(
                                name,
                                String.join(", ", names(recursion.fields().size())),
                                block(recursion.first()).text(),
                                union,
                                block(recursion.step()).text()),
                recursion.fields().size());
    }

    private Block previous(Relation.Previous previous) {
        String alias = alias();
        return Block.of(
                "r%d AS %s".formatted(previous.recursion(), alias),
                names(previous.fields().size()).stream().map(n -> alias + "." + n).toList());
    }

    private static List<String> names(int columns) {
        return IntStream.range(0, columns).mapToObj(i -> "c" + i).toList();
    }

    private Block leaf(Relation leaf) {
        String alias = alias();
        return Block.of(
                leaves.apply(leaf) + " AS " + alias,
                leaf.fields().stream()
                        .map(f -> alias + "." + Identifiers.quote(f.name()))
                        .toList());
    }

    private Block values(Relation.Values values) {
        if (values.rows().isEmpty()) {
            String nulls =
                    values.fields().stream()
                            .map(f -> "CAST(NULL AS %s)".formatted(TypeSql.name(f.type(), dialect)))
                            .collect(Collectors.joining(", "));
            return derived("SELECT " + nulls + " WHERE FALSE", values.fields().size());
        }
        String rows =
                values.rows().stream()
                        .map(this::row)
                        .collect(Collectors.joining(", ", "VALUES ", ""));
        return derived(rows, values.fields().size());
    }

    private String row(List<Expr.Literal> row) {
        return row.stream()
                .map(l -> LiteralSql.render(l, dialect))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private Block filter(Relation.Filter filter) {
        Block in = block(filter.input());
        Block base = in.isPlain() && repeats(in, List.of(filter.predicate())) ? in : nest(in);
        return base.withCondition(expressions(base).render(filter.predicate()));
    }

    private Block project(Relation.Project project) {
        Block in = block(project.input());
        List<Expr> exprs = project.columns().stream().map(c -> c.expr()).toList();
        boolean isChoice = exprs.stream().allMatch(e -> e instanceof Expr.Column);
        Block base =
                isChoice || in.groups() == null && !in.isBounded() && repeats(in, exprs)
                        ? in
                        : nest(in);
        ExprSql sql = expressions(base);
        return base.withOutputs(exprs.stream().map(sql::render).toList());
    }

    private Block join(Relation.Join join) {
        Block left = side(join.left(), true);
        boolean inner = join.kind() == Relation.Join.Kind.INNER;
        Block right = side(join.right(), inner || isSemi(join));
        if (join.kind() == Relation.Join.Kind.RIGHT || join.kind() == Relation.Join.Kind.FULL) {
            left = left.conditions().isEmpty() ? left : nest(left);
        }
        List<String> outputs =
                Stream.concat(left.outputs().stream(), right.outputs().stream()).toList();
        String condition = new ExprSql(dialect, outputs::get).render(join.condition());
        return switch (join.kind()) {
            case SEMI -> left.withCondition(exists("EXISTS", right, condition));
            case ANTI -> left.withCondition(exists("NOT EXISTS", right, condition));
            case INNER, LEFT, RIGHT, FULL ->
                    Block.ofJoin(
                            "%s %s JOIN %s ON %s"
                                    .formatted(left.from(), join.kind(), right.item(), condition),
                            outputs,
                            Stream.concat(left.conditions().stream(), right.conditions().stream())
                                    .toList());
        };
    }

    /// A side of a join: columns by name; its filters kept apart only where they may join WHERE.
    private Block side(Relation relation, boolean mayFilter) {
        Block block = block(relation);
        boolean asItIs =
                block.isPlain() && block.isBare() && (mayFilter || block.conditions().isEmpty());
        return asItIs ? block : nest(block);
    }

    private static boolean isSemi(Relation.Join join) {
        return join.kind() == Relation.Join.Kind.SEMI || join.kind() == Relation.Join.Kind.ANTI;
    }

    private static String exists(String word, Block right, String condition) {
        return Stream.concat(right.conditions().stream(), Stream.of(condition))
                .collect(
                        Collectors.joining(
                                " AND ",
                                "%s (SELECT 1 FROM %s WHERE ".formatted(word, right.from()),
                                ")"));
    }

    private Block aggregate(Relation.Aggregate aggregate) {
        Block in = block(aggregate.input());
        List<Expr> exprs = new ArrayList<>();
        aggregate.keys().forEach(k -> exprs.add(Expressions.column(aggregate.input(), k)));
        for (Aggregation a : aggregate.aggregations()) {
            exprs.addAll(a.arguments());
            if (a.filter() != null) {
                exprs.add(a.filter());
            }
        }
        boolean computedKey =
                aggregate.keys().stream().anyMatch(k -> !Block.isName(in.outputs().get(k)));
        Block base = in.isPlain() && !computedKey && repeats(in, exprs) ? in : nest(in);
        ExprSql sql = expressions(base);
        List<String> keys = aggregate.keys().stream().map(base.outputs()::get).toList();
        List<String> outputs = new ArrayList<>(keys);
        aggregate.aggregations().forEach(a -> outputs.add(AggregateSql.render(a, sql, dialect)));
        return base.withOutputs(outputs).withGroups(keys);
    }

    private Block sort(Relation.Sort sort) {
        Block in = block(sort.input());
        boolean hasConstant =
                in.groups() == null
                        && sort.keys().stream()
                                .anyMatch(k -> Block.isConstant(in.outputs().get(k.column())));
        Block base = in.order().isEmpty() && !in.isBounded() && !hasConstant ? in : nest(in);
        return base.withOrder(sort.keys().stream().map(k -> key(k, base, sort.fields())).toList());
    }

    private String key(SortKey key, Block base, List<Field> fields) {
        Type type = fields.get(key.column()).type();
        return "%s %s NULLS %s"
                .formatted(
                        ComparisonSql.order(base.outputs().get(key.column()), type, dialect),
                        key.direction() == SortKey.Direction.ASCENDING ? "ASC" : "DESC",
                        key.nulls());
    }

    private Block window(Relation.Window window) {
        Block in = block(window.input());
        Block base = in.isPlain() && in.isBare() ? in : nest(in);
        String partition =
                window.partition().stream()
                        .map(base.outputs()::get)
                        .collect(Collectors.joining(", "));
        String order =
                window.order().stream()
                        .map(k -> key(k, base, window.input().fields()))
                        .collect(Collectors.joining(", "));
        String text =
                (partition.isEmpty() ? "" : "PARTITION BY " + partition + " ")
                        + (order.isEmpty() ? "" : "ORDER BY " + order + " ");
        ExprSql sql = expressions(base);
        List<String> outputs = new ArrayList<>(base.outputs());
        window.calls().forEach(c -> outputs.add(WindowSql.render(c, sql, text, dialect)));
        return nest(base.withOutputs(outputs));
    }

    private Block limit(Relation.Limit limit) {
        Block in = block(limit.input());
        Block base = in.isBounded() ? nest(in) : in;
        return base.withBounds(limit.offset(), limit.count());
    }

    private ExprSql expressions(Block base) {
        return new ExprSql(dialect, base.outputs()::get);
    }

    /// Whether the expressions may be written over the block's outputs without computing one twice.
    private static boolean repeats(Block block, List<Expr> exprs) {
        Map<Integer, Integer> uses = new TreeMap<>();
        exprs.forEach(e ->
                Expressions.forEach(
                        e,
                        part -> {
                            if (part instanceof Expr.Column column) {
                                uses.merge(column.index(), 1, Integer::sum);
                            }
                        }));
        return uses.entrySet().stream()
                .allMatch(u -> u.getValue() == 1 || Block.isName(block.outputs().get(u.getKey())));
    }

    private Block nest(Block block) {
        return derived(block.text(), block.outputs().size());
    }

    private Block derived(String query, int columns) {
        String alias = alias();
        List<String> names = names(columns);
        return Block.of(
                "(%s) AS %s(%s)".formatted(query, alias, String.join(", ", names)),
                names.stream().map(n -> alias + "." + n).toList());
    }

    private String alias() {
        return "t" + aliases++;
    }
}
