package dev.trawl.query.split;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.WindowCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Leaves columns of fragments that their assembly does not read where they are. Expressions of the
/// assembly all stay: one that nobody reads may still fail.
final class Trimmer {
    private final List<Fragment> fragments;

    private Trimmer(List<Fragment> fragments) {
        this.fragments = fragments;
    }

    static SplitPlan trim(SplitPlan plan) {
        Trimmer trimmer = new Trimmer(new ArrayList<>(plan.fragments()));
        Relation assembly = plan.assembly();
        Relation trimmed = trimmer.trim(assembly, all(assembly)).relation();
        return new SplitPlan(trimmer.fragments, trimmed);
    }

    /// A relation with at least the columns that were needed.
    ///
    /// @param places where the former columns are now; those left out are absent
    private record Trimmed(Relation relation, Map<Integer, Integer> places) {
        static Trimmed same(Relation relation) {
            Map<Integer, Integer> places = new TreeMap<>();
            all(relation).forEach(i -> places.put(i, i));
            return new Trimmed(relation, places);
        }

        int place(int column) {
            @Nullable Integer place = places.get(column);
            if (place == null) {
                throw new IllegalStateException("column %d was left out".formatted(column));
            }
            return place;
        }

        Expr moved(Expr expr) {
            return Expressions.substitute(expr, i -> Expressions.column(relation, place(i)));
        }
    }

    private Trimmed trim(Relation relation, Collection<Integer> needed) {
        return switch (relation) {
            case Relation.Scan _, Relation.Values _, Relation.Previous _ -> Trimmed.same(relation);
            case Relation.Received received -> received(received, needed);
            case Relation.Filter filter -> {
                Trimmed input =
                        trim(filter.input(), with(needed, Expressions.columns(filter.predicate())));
                yield new Trimmed(
                        new Relation.Filter(input.relation(), input.moved(filter.predicate())),
                        input.places());
            }
            case Relation.Project project -> project(project);
            case Relation.Join join -> join(join, needed);
            case Relation.Aggregate aggregate -> aggregate(aggregate);
            case Relation.Sort sort -> {
                Trimmed input =
                        trim(
                                sort.input(),
                                with(needed, sort.keys().stream().map(SortKey::column).toList()));
                yield new Trimmed(
                        new Relation.Sort(input.relation(), moved(sort.keys(), input)),
                        input.places());
            }
            case Relation.Window window -> window(window, needed);
            case Relation.Limit limit -> {
                Trimmed input = trim(limit.input(), needed);
                yield new Trimmed(
                        new Relation.Limit(input.relation(), limit.offset(), limit.count()),
                        input.places());
            }
            case Relation.Union union -> union(union, needed);
            case Relation.Recursion recursion ->
                    Trimmed.same(
                            new Relation.Recursion(
                                    recursion.number(),
                                    whole(recursion.first()),
                                    whole(recursion.step()),
                                    recursion.rows()));
        };
    }

    private Trimmed received(Relation.Received received, Collection<Integer> needed) {
        List<Integer> kept = needed.isEmpty() ? List.of(0) : List.copyOf(new TreeSet<>(needed));
        if (kept.size() == received.fields().size()) {
            return Trimmed.same(received);
        }
        Fragment fragment = fragments.get(received.fragment());
        Relation chosen = chosen(fragment.relation(), kept);
        fragments.set(
                received.fragment(), new Fragment(fragment.number(), fragment.source(), chosen));
        return new Trimmed(
                new Relation.Received(received.fragment(), chosen.fields()), places(kept));
    }

    private Trimmed project(Relation.Project project) {
        SortedSet<Integer> read = new TreeSet<>();
        project.columns().forEach(c -> read.addAll(Expressions.columns(c.expr())));
        Trimmed input = trim(project.input(), read);
        return Trimmed.same(
                new Relation.Project(
                        input.relation(),
                        project.columns().stream()
                                .map(c -> new NamedExpr(c.name(), input.moved(c.expr())))
                                .toList()));
    }

    private Trimmed join(Relation.Join join, Collection<Integer> needed) {
        int width = join.left().fields().size();
        SortedSet<Integer> read = with(needed, Expressions.columns(join.condition()));
        Trimmed left = trim(join.left(), read.headSet(width));
        Trimmed right =
                trim(join.right(), read.tailSet(width).stream().map(i -> i - width).toList());
        int newWidth = left.relation().fields().size();
        Map<Integer, Integer> places = new TreeMap<>(left.places());
        right.places().forEach((from, to) -> places.put(from + width, to + newWidth));
        List<Field> fields = new ArrayList<>(left.relation().fields());
        fields.addAll(right.relation().fields());
        Expr condition =
                Expressions.substitute(
                        join.condition(),
                        i -> {
                            int place =
                                    i < width ? left.place(i) : right.place(i - width) + newWidth;
                            return new Expr.Column(place, fields.get(place).type());
                        });
        Relation trimmed =
                new Relation.Join(left.relation(), right.relation(), join.kind(), condition);
        places.values().removeIf(place -> place >= trimmed.fields().size());
        return new Trimmed(trimmed, places);
    }

    private Trimmed aggregate(Relation.Aggregate aggregate) {
        SortedSet<Integer> read = new TreeSet<>(aggregate.keys());
        for (Aggregation aggregation : aggregate.aggregations()) {
            aggregation.arguments().forEach(a -> read.addAll(Expressions.columns(a)));
            if (aggregation.filter() != null) {
                read.addAll(Expressions.columns(aggregation.filter()));
            }
        }
        Trimmed input = trim(aggregate.input(), read);
        return Trimmed.same(
                new Relation.Aggregate(
                        input.relation(),
                        aggregate.keys().stream().map(input::place).toList(),
                        aggregate.aggregations().stream().map(a -> moved(a, input)).toList()));
    }

    /// The calls all stay, after the columns of the input.
    private Trimmed window(Relation.Window window, Collection<Integer> needed) {
        int width = window.input().fields().size();
        SortedSet<Integer> read = new TreeSet<>(new TreeSet<>(needed).headSet(width));
        read.addAll(window.partition());
        window.order().forEach(k -> read.add(k.column()));
        window.calls()
                .forEach(c -> c.arguments().forEach(a -> read.addAll(Expressions.columns(a))));
        Trimmed input = trim(window.input(), read);
        int newWidth = input.relation().fields().size();
        Map<Integer, Integer> places = new TreeMap<>(input.places());
        for (int i = 0; i < window.calls().size(); i++) {
            places.put(width + i, newWidth + i);
        }
        return new Trimmed(
                new Relation.Window(
                        input.relation(),
                        window.partition().stream().map(input::place).toList(),
                        moved(window.order(), input),
                        window.calls().stream()
                                .map(c ->
                                        new WindowCall(
                                                c.name(),
                                                c.function(),
                                                c.arguments().stream().map(input::moved).toList(),
                                                c.frame()))
                                .toList()),
                places);
    }

    /// All inputs of a union keep the same columns in the same order.
    private Trimmed union(Relation.Union union, Collection<Integer> needed) {
        List<Integer> kept = needed.isEmpty() ? List.of(0) : List.copyOf(new TreeSet<>(needed));
        List<Relation> inputs =
                union.inputs().stream()
                        .map(i -> trim(i, kept))
                        .map(t -> chosen(t.relation(), kept.stream().map(t::place).toList()))
                        .toList();
        return new Trimmed(new Relation.Union(inputs), places(kept));
    }

    /// With all its columns where they were.
    private Relation whole(Relation relation) {
        Trimmed trimmed = trim(relation, all(relation));
        return chosen(trimmed.relation(), all(relation).stream().map(trimmed::place).toList());
    }

    private static Aggregation moved(Aggregation aggregation, Trimmed input) {
        Expr filter = aggregation.filter();
        return new Aggregation(
                aggregation.name(),
                aggregation.function(),
                aggregation.arguments().stream().map(input::moved).toList(),
                aggregation.quantifier(),
                filter == null ? null : input.moved(filter));
    }

    private static List<SortKey> moved(List<SortKey> keys, Trimmed input) {
        return keys.stream()
                .map(k -> new SortKey(input.place(k.column()), k.direction(), k.nulls()))
                .toList();
    }

    private static Relation chosen(Relation relation, List<Integer> columns) {
        if (columns.equals(all(relation))) {
            return relation;
        }
        return new Relation.Project(
                relation,
                columns.stream()
                        .map(i ->
                                new NamedExpr(
                                        relation.fields().get(i).name(),
                                        Expressions.column(relation, i)))
                        .toList());
    }

    private static Map<Integer, Integer> places(List<Integer> kept) {
        Map<Integer, Integer> places = new TreeMap<>();
        for (int i = 0; i < kept.size(); i++) {
            places.put(kept.get(i), i);
        }
        return places;
    }

    private static List<Integer> all(Relation relation) {
        return IntStream.range(0, relation.fields().size()).boxed().toList();
    }

    private static SortedSet<Integer> with(Collection<Integer> needed, Collection<Integer> more) {
        SortedSet<Integer> both = new TreeSet<>(needed);
        both.addAll(more);
        return both;
    }
}
