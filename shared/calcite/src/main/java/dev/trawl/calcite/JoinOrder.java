package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Orders inner joins: inputs of one source that are connected come together first, so that the
/// source can join them; then whatever is connected, small before large; products last.
final class JoinOrder {
    private static final double ROWS_UNKNOWN = 10_000;
    private static final double FILTER = 0.2;

    private final Map<TableName, Long> rowCounts;

    JoinOrder(Map<TableName, Long> rowCounts) {
        this.rowCounts = Map.copyOf(rowCounts);
    }

    Relation reorder(Relation relation) {
        return relation instanceof Relation.Join join && join.kind() == Relation.Join.Kind.INNER
                ? ordered(join)
                : Relations.mapInputs(relation, this::reorder);
    }

    /// A part of the join in the making.
    ///
    /// @param columns of the original join's columns, in the order of the relation's fields
    private record Group(Relation relation, List<Integer> columns, String source, double rows) {}

    private Relation ordered(Relation.Join join) {
        List<Relation> inputs = new ArrayList<>();
        List<Expr> conditions = new ArrayList<>();
        flatten(join, 0, inputs, conditions);
        List<Group> groups = new ArrayList<>();
        int offset = 0;
        for (Relation input : inputs) {
            Relation done = reorder(input);
            groups.add(
                    new Group(
                            done,
                            IntStream.range(offset, offset + done.fields().size()).boxed().toList(),
                            source(done),
                            rows(done)));
            offset += done.fields().size();
        }
        while (groups.size() > 1) {
            joinNext(groups, conditions);
        }
        return inOriginalOrder(groups.getFirst(), conditions, join);
    }

    private static int flatten(
            Relation relation, int offset, List<Relation> inputs, List<Expr> conditions) {
        if (relation instanceof Relation.Join join && join.kind() == Relation.Join.Kind.INNER) {
            int middle = flatten(join.left(), offset, inputs, conditions);
            int end = flatten(join.right(), middle, inputs, conditions);
            for (Expr part : Expressions.conjuncts(join.condition())) {
                conditions.add(
                        Expressions.substitute(
                                part,
                                i -> new Expr.Column(i + offset, join.fields().get(i).type())));
            }
            return end;
        }
        inputs.add(relation);
        return offset + relation.fields().size();
    }

    /// Joins the best pair: same source and connected, else connected, else the two smallest.
    private static void joinNext(List<Group> groups, List<Expr> conditions) {
        Group left = groups.getFirst();
        Group right = groups.get(1);
        double best = Double.MAX_VALUE;
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                double cost = cost(groups.get(i), groups.get(j), conditions);
                if (cost < best) {
                    best = cost;
                    left = groups.get(i);
                    right = groups.get(j);
                }
            }
        }
        int at = groups.indexOf(left);
        groups.remove(left);
        groups.remove(right);
        groups.add(at, join(left, right, conditions));
    }

    private static double cost(Group a, Group b, List<Expr> conditions) {
        boolean connected = conditions.stream().anyMatch(c -> connects(c, a, b));
        boolean together = connected && !a.source().isEmpty() && a.source().equals(b.source());
        double size = a.rows() + b.rows();
        return together ? size * 1e-12 : connected ? size : 1e15 + a.rows() * b.rows();
    }

    private static boolean connects(Expr condition, Group a, Group b) {
        SortedSet<Integer> columns = Expressions.columns(condition);
        Set<Integer> both = new HashSet<>(a.columns());
        both.addAll(b.columns());
        return both.containsAll(columns)
                && !a.columns().containsAll(columns)
                && !b.columns().containsAll(columns);
    }

    private static Group join(Group left, Group right, List<Expr> conditions) {
        List<Integer> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        List<Expr> here =
                conditions.stream()
                        .filter(c -> columns.containsAll(Expressions.columns(c)))
                        .toList();
        conditions.removeAll(here);
        Expr condition = Expressions.and(here.stream().map(c -> placed(c, columns)).toList());
        Relation relation =
                new Relation.Join(
                        left.relation(), right.relation(), Relation.Join.Kind.INNER, condition);
        String source = left.source().equals(right.source()) ? left.source() : "";
        double rows =
                here.isEmpty() ? left.rows() * right.rows() : Math.max(left.rows(), right.rows());
        return new Group(relation, columns, source, rows);
    }

    private static Expr placed(Expr condition, List<Integer> columns) {
        TreeSet<Integer> used = new TreeSet<>(Expressions.columns(condition));
        return used.isEmpty()
                ? condition
                : Expressions.substitute(
                        condition, i -> new Expr.Column(columns.indexOf(i), type(condition, i)));
    }

    private static Type type(Expr expr, int index) {
        List<Type> types = new ArrayList<>();
        Expressions.forEach(
                expr,
                e -> {
                    if (e instanceof Expr.Column(int i, Type t) && i == index) {
                        types.add(t);
                    }
                });
        return types.getFirst();
    }

    private static Relation inOriginalOrder(
            Group group, List<Expr> conditions, Relation.Join join) {
        Relation relation = group.relation();
        if (!conditions.isEmpty()) {
            relation =
                    new Relation.Filter(
                            relation,
                            Expressions.and(
                                    conditions.stream()
                                            .map(c -> placed(c, group.columns()))
                                            .toList()));
        }
        int size = join.fields().size();
        if (group.columns().equals(IntStream.range(0, size).boxed().toList())) {
            return relation;
        }
        Relation done = relation;
        return new Relation.Project(
                done,
                IntStream.range(0, size)
                        .mapToObj(i ->
                                new NamedExpr(
                                        join.fields().get(i).name(),
                                        Expressions.column(done, group.columns().indexOf(i))))
                        .toList());
    }

    /// The one source of all scans below, or nothing.
    private static String source(Relation relation) {
        if (relation instanceof Relation.Scan scan) {
            return scan.table().source();
        }
        List<String> sources =
                relation.inputs().stream().map(JoinOrder::source).distinct().toList();
        return sources.size() == 1 ? sources.getFirst() : "";
    }

    private double rows(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> {
                Long count = rowCounts.get(scan.table());
                yield count == null || count < 0 ? ROWS_UNKNOWN : Math.max(1, count);
            }
            case Relation.Received _, Relation.Recursion _, Relation.Previous _ -> ROWS_UNKNOWN;
            case Relation.Values values -> values.rows().size();
            case Relation.Filter filter -> Math.max(1, rows(filter.input()) * FILTER);
            case Relation.Limit limit -> Math.min(rows(limit.input()), (double) limit.count());
            case Relation.Aggregate aggregate ->
                    aggregate.keys().isEmpty() ? 1 : Math.sqrt(rows(aggregate.input()));
            case Relation.Project _, Relation.Sort _, Relation.Window _ ->
                    rows(relation.inputs().getFirst());
            case Relation.Join _ ->
                    relation.inputs().stream()
                            .map(this::rows)
                            .max(Comparator.naturalOrder())
                            .orElse(ROWS_UNKNOWN);
            case Relation.Union union -> union.inputs().stream().mapToDouble(this::rows).sum();
        };
    }
}
