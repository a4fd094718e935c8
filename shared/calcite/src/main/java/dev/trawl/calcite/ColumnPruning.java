package dev.trawl.calcite;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.WindowCall;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Takes out columns that nothing above needs, down to the scans, so that sources read no more than
/// that.
final class ColumnPruning {
    private ColumnPruning() {}

    /// The same relation over narrower scans.
    static Relation prune(Relation relation) {
        return choose(prune(relation, all(relation)), all(relation), relation.fields());
    }

    /// A relation of which only some columns are left.
    ///
    /// @param kept of the original's columns, in the order of the fields
    private record Pruned(Relation relation, List<Integer> kept) {
        Expr move(Expr expr) {
            return Expressions.substitute(expr, i -> Expressions.column(relation, kept.indexOf(i)));
        }

        int move(int column) {
            return kept.indexOf(column);
        }
    }

    private static Pruned prune(Relation relation, SortedSet<Integer> needed) {
        return switch (relation) {
            case Relation.Scan scan -> scan(scan, needed);
            case Relation.Received _, Relation.Values _, Relation.Previous _ ->
                    new Pruned(relation, List.copyOf(all(relation)));
            case Relation.Recursion recursion -> {
                Relation whole =
                        new Relation.Recursion(
                                recursion.number(),
                                whole(recursion.first()),
                                whole(recursion.step()),
                                recursion.rows());
                yield new Pruned(whole, List.copyOf(all(whole)));
            }
            case Relation.Filter filter -> {
                Pruned in =
                        prune(
                                filter.input(),
                                with(needed, Expressions.columns(filter.predicate())));
                yield new Pruned(
                        new Relation.Filter(in.relation(), in.move(filter.predicate())), in.kept());
            }
            case Relation.Project project -> project(project, needed);
            case Relation.Join join -> join(join, needed);
            case Relation.Aggregate aggregate -> aggregate(aggregate, needed);
            case Relation.Sort sort -> {
                List<Integer> columns = sort.keys().stream().map(SortKey::column).toList();
                Pruned in = prune(sort.input(), with(needed, columns));
                List<SortKey> keys =
                        sort.keys().stream()
                                .map(k ->
                                        new SortKey(in.move(k.column()), k.direction(), k.nulls()))
                                .toList();
                yield new Pruned(new Relation.Sort(in.relation(), keys), in.kept());
            }
            case Relation.Window window -> window(window, needed);
            case Relation.Limit limit -> {
                Pruned in = prune(limit.input(), needed);
                yield new Pruned(
                        new Relation.Limit(in.relation(), limit.offset(), limit.count()),
                        in.kept());
            }
            case Relation.Union union when groupsOfOneJoin(union) -> groups(union, needed);
            case Relation.Union union -> {
                List<Integer> kept = List.copyOf(atLeastOne(needed));
                List<Relation> inputs =
                        union.inputs().stream()
                                .map(i -> choose(prune(i, atLeastOne(needed)), kept, i.fields()))
                                .toList();
                yield new Pruned(new Relation.Union(inputs), kept);
            }
        };
    }

    /// With all its columns.
    private static Relation whole(Relation relation) {
        return choose(prune(relation, all(relation)), all(relation), relation.fields());
    }

    private static Pruned scan(Relation.Scan scan, SortedSet<Integer> needed) {
        List<Integer> kept = List.copyOf(atLeastOne(needed));
        return new Pruned(
                new Relation.Scan(scan.table(), kept.stream().map(scan.fields()::get).toList()),
                kept);
    }

    /// Whether these are the sets of a grouping over joined rows.
    private static boolean groupsOfOneJoin(Relation.Union union) {
        Relation first = union.inputs().getFirst();
        return union.inputs().size() > 1
                && first instanceof Relation.Project project
                && project.input() instanceof Relation.Aggregate aggregate
                && hasJoin(aggregate.input())
                && union.inputs().stream()
                        .allMatch(i ->
                                i instanceof Relation.Project p
                                        && p.input() instanceof Relation.Aggregate a
                                        && a.input().equals(aggregate.input()));
    }

    private static boolean hasJoin(Relation relation) {
        return relation instanceof Relation.Join
                || relation.inputs().stream().anyMatch(ColumnPruning::hasJoin);
    }

    /// Over the same columns for all sets, so that they are read once.
    private static Pruned groups(Relation.Union union, SortedSet<Integer> needed) {
        List<Integer> kept = List.copyOf(atLeastOne(needed));
        List<Relation.Project> projects =
                union.inputs().stream().map(i -> (Relation.Project) i).toList();
        TreeSet<Integer> below = new TreeSet<>();
        for (Relation.Project project : projects) {
            Relation.Aggregate aggregate = (Relation.Aggregate) project.input();
            below.addAll(below(aggregate, kept(aggregate, below(project, kept))));
        }
        Pruned in = prune(((Relation.Aggregate) projects.getFirst().input()).input(), below);
        List<Relation> inputs = new ArrayList<>();
        for (Relation.Project project : projects) {
            Relation.Aggregate aggregate = (Relation.Aggregate) project.input();
            List<Integer> own = kept(aggregate, below(project, kept));
            inputs.add(project(project, kept, aggregate(aggregate, own, in)).relation());
        }
        return new Pruned(new Relation.Union(inputs), kept);
    }

    private static Pruned project(Relation.Project project, SortedSet<Integer> needed) {
        List<Integer> kept = List.copyOf(atLeastOne(needed));
        return project(project, kept, prune(project.input(), below(project, kept)));
    }

    private static SortedSet<Integer> below(Relation.Project project, List<Integer> kept) {
        TreeSet<Integer> below = new TreeSet<>();
        kept.forEach(k -> below.addAll(Expressions.columns(project.columns().get(k).expr())));
        return below;
    }

    private static Pruned project(Relation.Project project, List<Integer> kept, Pruned in) {
        List<NamedExpr> columns =
                kept.stream()
                        .map(project.columns()::get)
                        .map(c -> new NamedExpr(c.name(), in.move(c.expr())))
                        .toList();
        return new Pruned(withoutIdentity(in.relation(), columns), kept);
    }

    /// The projection, or its input if it changes nothing.
    private static Relation withoutIdentity(Relation input, List<NamedExpr> columns) {
        List<NamedExpr> same =
                IntStream.range(0, input.fields().size())
                        .mapToObj(i ->
                                new NamedExpr(
                                        input.fields().get(i).name(), Expressions.column(input, i)))
                        .toList();
        return same.equals(columns) ? input : new Relation.Project(input, columns);
    }

    private static Pruned join(Relation.Join join, SortedSet<Integer> needed) {
        int width = join.left().fields().size();
        SortedSet<Integer> all = with(needed, Expressions.columns(join.condition()));
        Pruned left = prune(join.left(), new TreeSet<>(all.headSet(width)));
        TreeSet<Integer> rightNeeds = new TreeSet<>();
        all.tailSet(width).forEach(i -> rightNeeds.add(i - width));
        Pruned right = prune(join.right(), rightNeeds);
        List<Integer> both = new ArrayList<>(left.kept());
        right.kept().forEach(i -> both.add(i + width));
        List<Field> fields = new ArrayList<>(left.relation().fields());
        fields.addAll(right.relation().fields());
        Expr condition =
                Expressions.substitute(
                        join.condition(),
                        i -> new Expr.Column(both.indexOf(i), fields.get(both.indexOf(i)).type()));
        Relation relation =
                new Relation.Join(left.relation(), right.relation(), join.kind(), condition);
        return switch (join.kind()) {
            case INNER, LEFT, RIGHT, FULL -> new Pruned(relation, both);
            case SEMI, ANTI -> new Pruned(relation, left.kept());
        };
    }

    private static Pruned aggregate(Relation.Aggregate aggregate, SortedSet<Integer> needed) {
        List<Integer> kept = kept(aggregate, needed);
        return aggregate(aggregate, kept, prune(aggregate.input(), below(aggregate, kept)));
    }

    private static List<Integer> kept(Relation.Aggregate aggregate, SortedSet<Integer> needed) {
        int keys = aggregate.keys().size();
        List<Integer> kept = new ArrayList<>(IntStream.range(0, keys).boxed().toList());
        needed.tailSet(keys).forEach(kept::add);
        if (kept.isEmpty()) {
            kept.add(0);
        }
        return kept;
    }

    private static List<Aggregation> calls(Relation.Aggregate aggregate, List<Integer> kept) {
        int keys = aggregate.keys().size();
        return kept.stream()
                .filter(k -> k >= keys)
                .map(k -> aggregate.aggregations().get(k - keys))
                .toList();
    }

    private static SortedSet<Integer> below(Relation.Aggregate aggregate, List<Integer> kept) {
        TreeSet<Integer> below = new TreeSet<>(aggregate.keys());
        for (Aggregation a : calls(aggregate, kept)) {
            a.arguments().forEach(e -> below.addAll(Expressions.columns(e)));
            if (a.filter() != null) {
                below.addAll(Expressions.columns(a.filter()));
            }
        }
        return below;
    }

    private static Pruned aggregate(Relation.Aggregate aggregate, List<Integer> kept, Pruned in) {
        Relation relation =
                new Relation.Aggregate(
                        in.relation(),
                        aggregate.keys().stream().map(in::move).toList(),
                        calls(aggregate, kept).stream().map(a -> moved(a, in)).toList());
        return new Pruned(relation, kept);
    }

    /// Calls that nothing reads go, and the whole window if none is left.
    private static Pruned window(Relation.Window window, SortedSet<Integer> needed) {
        int width = window.input().fields().size();
        List<Integer> kept = List.copyOf(needed.tailSet(width));
        if (kept.isEmpty()) {
            return prune(window.input(), needed);
        }
        List<WindowCall> calls = kept.stream().map(k -> window.calls().get(k - width)).toList();
        SortedSet<Integer> below = with(needed.headSet(width), window.partition());
        window.order().forEach(k -> below.add(k.column()));
        calls.forEach(c -> c.arguments().forEach(a -> below.addAll(Expressions.columns(a))));
        Pruned in = prune(window.input(), below);
        List<Integer> all = new ArrayList<>(in.kept());
        all.addAll(kept);
        Relation relation =
                new Relation.Window(
                        in.relation(),
                        window.partition().stream().map(in::move).toList(),
                        window.order().stream()
                                .map(k ->
                                        new SortKey(in.move(k.column()), k.direction(), k.nulls()))
                                .toList(),
                        calls.stream().map(c -> moved(c, in)).toList());
        return new Pruned(relation, all);
    }

    private static WindowCall moved(WindowCall c, Pruned in) {
        return new WindowCall(
                c.name(), c.function(), c.arguments().stream().map(in::move).toList(), c.frame());
    }

    private static Aggregation moved(Aggregation a, Pruned in) {
        Expr filter = a.filter();
        return new Aggregation(
                a.name(),
                a.function(),
                a.arguments().stream().map(in::move).toList(),
                a.quantifier(),
                filter == null ? null : in.move(filter));
    }

    /// Exactly the wanted columns, in their order, under their names.
    private static Relation choose(Pruned pruned, Iterable<Integer> wanted, List<Field> fields) {
        List<NamedExpr> columns = new ArrayList<>();
        for (int column : wanted) {
            columns.add(
                    new NamedExpr(
                            fields.get(column).name(),
                            Expressions.column(pruned.relation(), pruned.move(column))));
        }
        return withoutIdentity(pruned.relation(), columns);
    }

    private static SortedSet<Integer> all(Relation relation) {
        return new TreeSet<>(IntStream.range(0, relation.fields().size()).boxed().toList());
    }

    private static SortedSet<Integer> with(SortedSet<Integer> some, Iterable<Integer> more) {
        TreeSet<Integer> both = new TreeSet<>(some);
        more.forEach(both::add);
        return both;
    }

    private static SortedSet<Integer> atLeastOne(SortedSet<Integer> needed) {
        return needed.isEmpty() ? new TreeSet<>(List.of(0)) : needed;
    }
}
