package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Relations as SQL text of MariaDB 10.6 or newer. Each result has the columns `c0`, `c1`, … in the
/// order of the relation's fields.
///
/// Renders only what {@link MariaDbSupport} takes, for sessions that {@link MariaDbSession} sets
/// up. Not thread-safe; one per text.
public final class MariaDbRenderer {
    private final MariaDbLeaves leaves;

    /// Columns as their tables hold them, by the text of the output with the same values.
    private final Map<String, MariaDbIndexes.Column> held = new HashMap<>();

    private int aliases;

    private MariaDbRenderer(MariaDbLeaves leaves) {
        this.leaves = leaves;
    }

    /// @param leaves query in parentheses of a base table, whose columns have the names of the
    ///   scan's fields and the forms of {@link MariaDbTypes}
    public static String render(Relation relation, Function<Relation.Scan, String> leaves) {
        return new MariaDbRenderer(leaves::apply).block(relation).text();
    }

    /// The same with dates and times as texts, in which MariaDB tells dates that are none.
    public static String renderForReading(Relation relation, MariaDbLeaves leaves) {
        Block block = new MariaDbRenderer(leaves).block(relation);
        List<Field> fields = relation.fields();
        return block.withOutputs(
                        IntStream.range(0, fields.size())
                                .mapToObj(i ->
                                        MariaDbTypes.wire(
                                                fields.get(i).type(), block.outputs().get(i)))
                                .toList())
                .text();
    }

    private Block block(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> leaf(scan);
            case Relation.Values values -> values(values);
            case Relation.Filter filter -> filter(filter);
            case Relation.Project project -> project(project);
            case Relation.Join join -> join(join);
            case Relation.Aggregate aggregate -> aggregate(aggregate);
            case Relation.Sort sort -> sort(sort);
            case Relation.Limit limit -> limit(limit);
            case Relation.Union union -> union(union);
            case Relation.Received _,
                    Relation.Window _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    throw new IllegalArgumentException("MariaDB gets no " + relation.getClass());
        };
    }

    private Block leaf(Relation.Scan scan) {
        String alias = alias();
        leaves.held(scan)
                .forEach((field, column) ->
                        held.put(
                                qualified(alias, field),
                                new MariaDbIndexes.Column(
                                        qualified(alias, column.name()), column.collation())));
        return Block.of(
                leaves.query(scan) + " AS " + alias,
                scan.fields().stream().map(f -> qualified(alias, f.name())).toList());
    }

    private static String qualified(String alias, String name) {
        return alias + "." + Identifiers.quote(name);
    }

    private Block values(Relation.Values values) {
        int columns = values.fields().size();
        if (values.rows().isEmpty()) {
            List<Expr.Literal> nulls =
                    values.fields().stream().map(f -> new Expr.Literal(null, f.type())).toList();
            return derived(
                    "SELECT * FROM (%s) AS %s WHERE FALSE".formatted(row(nulls), alias()), columns);
        }
        return derived(
                values.rows().stream()
                        .map(MariaDbRenderer::row)
                        .collect(Collectors.joining(" UNION ALL ")),
                columns);
    }

    private static String row(List<Expr.Literal> row) {
        return IntStream.range(0, row.size())
                .mapToObj(i -> MariaDbLiterals.render(row.get(i)) + " AS c" + i)
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    private Block union(Relation.Union union) {
        return derived(
                union.inputs().stream()
                        .map(i -> "(" + block(i).text() + ")")
                        .collect(Collectors.joining(" UNION ALL ")),
                union.fields().size());
    }

    private Block filter(Relation.Filter filter) {
        Block in = plain(block(filter.input()));
        return in.withCondition(condition(filter.predicate(), in.outputs()));
    }

    /// The predicate, with what an index may find of it before it.
    private String condition(Expr predicate, List<String> outputs) {
        String exact = new MariaDbExpr(outputs::get).render(predicate);
        return new MariaDbIndexes(i -> held.get(outputs.get(i)))
                .implied(predicate)
                .map(found -> "(%s AND %s)".formatted(found, exact))
                .orElse(exact);
    }

    private Block project(Relation.Project project) {
        Block in = block(project.input());
        List<Expr> exprs = project.columns().stream().map(c -> c.expr()).toList();
        boolean isChoice = exprs.stream().allMatch(e -> e instanceof Expr.Column);
        Block base = isChoice ? in : plain(in);
        MariaDbExpr sql = expressions(base);
        return base.withOutputs(exprs.stream().map(sql::render).toList());
    }

    private Block join(Relation.Join join) {
        Block left = side(join.left(), join.kind() != Relation.Join.Kind.RIGHT);
        boolean mayFilter =
                switch (join.kind()) {
                    case INNER, SEMI, ANTI -> true;
                    case LEFT, RIGHT, FULL -> false;
                };
        Block right = side(join.right(), mayFilter);
        List<String> outputs =
                Stream.concat(left.outputs().stream(), right.outputs().stream()).toList();
        String condition = condition(join.condition(), outputs);
        return switch (join.kind()) {
            case SEMI -> left.withCondition(exists("EXISTS", right, condition));
            case ANTI -> left.withCondition(exists("NOT EXISTS", right, condition));
            case INNER, LEFT, RIGHT ->
                    Block.ofJoin(
                            "%s %s JOIN %s ON %s"
                                    .formatted(left.from(), join.kind(), right.item(), condition),
                            outputs,
                            Stream.concat(left.conditions().stream(), right.conditions().stream())
                                    .toList());
            case FULL -> throw new IllegalArgumentException("MariaDB has no full join");
        };
    }

    /// A side of a join; its filters stay apart only where they may join WHERE.
    private Block side(Relation relation, boolean mayFilter) {
        Block block = plain(block(relation));
        return mayFilter || block.conditions().isEmpty() ? block : nest(block);
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
        Block in = plain(block(aggregate.input()));
        MariaDbExpr sql = expressions(in);
        List<String> keys = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (int key : aggregate.keys()) {
            String text = in.outputs().get(key);
            boolean isLong = MariaDbTypes.isLong(aggregate.input().fields().get(key).type());
            keys.add(isLong ? MariaDbTypes.digest(text) : text);
            outputs.add(isLong ? "min(%s)".formatted(text) : text);
        }
        for (Aggregation aggregation : aggregate.aggregations()) {
            outputs.add(MariaDbAggregates.render(aggregation, sql));
        }
        return in.withOutputs(outputs).withGroups(keys);
    }

    private Block sort(Relation.Sort sort) {
        Block in = plain(block(sort.input()));
        List<String> keys = new ArrayList<>();
        sort.keys().forEach(k -> keys.addAll(keys(k, in.outputs().get(k.column()))));
        return in.withOrder(keys);
    }

    /// NULL is before every value, unless said.
    private static List<String> keys(SortKey key, String text) {
        boolean isAscending = key.direction() == SortKey.Direction.ASCENDING;
        boolean areFirst = key.nulls() == SortKey.Nulls.FIRST;
        String own = text + (isAscending ? "" : " DESC");
        return isAscending == areFirst
                ? List.of(own)
                : List.of("(%s IS NULL)%s".formatted(text, areFirst ? " DESC" : ""), own);
    }

    /// There is no OFFSET without LIMIT.
    private Block limit(Relation.Limit limit) {
        Block in = block(limit.input());
        Block base = in.isBounded() ? nest(in) : in;
        boolean isAll = limit.count() == Relation.Limit.ALL;
        return base.withBounds(
                limit.offset(), isAll && limit.offset() != 0 ? Long.MAX_VALUE - 1 : limit.count());
    }

    private static MariaDbExpr expressions(Block base) {
        return new MariaDbExpr(base.outputs()::get);
    }

    /// A block that only reads and filters, its outputs the names of columns.
    private Block plain(Block block) {
        return block.isPlain() && block.isBare() ? block : nest(block);
    }

    private Block nest(Block block) {
        return derived(block.text(), block.outputs().size());
    }

    private Block derived(String query, int columns) {
        String alias = alias();
        return Block.of(
                "(%s) AS %s".formatted(query, alias),
                IntStream.range(0, columns).mapToObj(i -> alias + ".c" + i).toList());
    }

    private String alias() {
        return "t" + aliases++;
    }
}
