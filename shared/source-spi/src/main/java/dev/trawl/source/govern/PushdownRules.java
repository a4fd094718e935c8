package dev.trawl.source.govern;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Totality;
import dev.trawl.source.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which node of a fragment may join the part of it that the source evaluates. Each rule gives the
/// larger part, or nothing.
///
/// A part whose select list can fail takes no filter, join or union above it: the source's engine
/// might evaluate them in one step with the select list.
final class PushdownRules {
    private final Capabilities capabilities;

    PushdownRules(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    boolean takes(Relation node) {
        return capabilities.evaluates(node);
    }

    boolean takesPredicate(Relation input, Expr predicate) {
        return Totality.isTotal(predicate) && takes(new Relation.Filter(input, predicate));
    }

    Optional<Pushed> project(Pushed in, Relation.Project project) {
        List<NamedExpr> channels = new ArrayList<>();
        List<Carried> columns = new ArrayList<>();
        boolean fallible = in.isFallible();
        for (NamedExpr column : project.columns()) {
            if (column.expr() instanceof Expr.Column(int index, _)
                    && in.columns().get(index) instanceof Carried.Veiled veiled) {
                columns.add(carryOn(veiled, in.relation(), channels));
                continue;
            }
            Optional<Expr> expr = in.inside(column.expr()).filter(this::takesInSelectList);
            if (expr.isEmpty()) {
                return Optional.empty();
            }
            fallible |= !Totality.isTotal(expr.get());
            columns.add(new Carried.Clear(channels.size(), expr.get().type()));
            channels.add(new NamedExpr(column.name(), expr.get()));
        }
        boolean isFallible = fallible;
        return Optional.of(new Relation.Project(in.relation(), channels))
                .filter(this::takes)
                .map(p ->
                        new Pushed(
                                new Relation.Project(in.governed(), project.columns()),
                                p,
                                columns,
                                isFallible));
    }

    /// Appends the channels of a veiled column and says where they are then.
    private static Carried carryOn(
            Carried.Veiled veiled, Relation input, List<NamedExpr> channels) {
        List<Carried.Veil> veils = new ArrayList<>();
        for (Carried.Veil veil : veiled.veils()) {
            veils.add(new Carried.Veil(carryOn(veil.channel(), input, channels), veil.mask()));
        }
        Integer otherwise = veiled.otherwise();
        return new Carried.Veiled(
                veils, otherwise == null ? null : carryOn(otherwise, input, channels));
    }

    private static int carryOn(int index, Relation input, List<NamedExpr> channels) {
        channels.add(
                new NamedExpr(
                        input.fields().get(index).name(),
                        new Expr.Column(index, input.fields().get(index).type())));
        return channels.size() - 1;
    }

    Optional<Pushed> aggregate(Pushed in, Relation.Aggregate aggregate) {
        List<Integer> keys = new ArrayList<>();
        for (int key : aggregate.keys()) {
            in.clear(key).ifPresent(keys::add);
        }
        List<Aggregation> aggregations = new ArrayList<>();
        aggregate.aggregations().forEach(a -> inside(in, a).ifPresent(aggregations::add));
        if (keys.size() < aggregate.keys().size()
                || aggregations.size() < aggregate.aggregations().size()) {
            return Optional.empty();
        }
        boolean fallible =
                in.isFallible()
                        || !aggregations.stream()
                                .flatMap(PushdownRules::expressions)
                                .allMatch(Totality::isTotal);
        return Optional.<Relation>of(new Relation.Aggregate(in.relation(), keys, aggregations))
                .filter(this::takes)
                .map(a ->
                        Pushed.clear(
                                Relations.withInputs(aggregate, List.of(in.governed())),
                                a,
                                fallible));
    }

    private Optional<Aggregation> inside(Pushed in, Aggregation aggregation) {
        List<Expr> arguments = new ArrayList<>();
        aggregation.arguments().forEach(a -> in.inside(a).ifPresent(arguments::add));
        Expr filter = aggregation.filter();
        Optional<Expr> inner = filter == null ? Optional.empty() : in.inside(filter);
        if (arguments.size() < aggregation.arguments().size()
                || filter != null && inner.isEmpty()) {
            return Optional.empty();
        }
        Aggregation result =
                new Aggregation(
                        aggregation.name(),
                        aggregation.function(),
                        arguments,
                        aggregation.quantifier(),
                        orNull(inner));
        return expressions(result).allMatch(this::takesInSelectList)
                ? Optional.of(result)
                : Optional.empty();
    }

    private static @Nullable Expr orNull(Optional<Expr> expr) {
        return expr.isPresent() ? expr.get() : null;
    }

    private static Stream<Expr> expressions(Aggregation aggregation) {
        Expr filter = aggregation.filter();
        return Stream.concat(
                aggregation.arguments().stream(), filter == null ? Stream.of() : Stream.of(filter));
    }

    private boolean takesInSelectList(Expr expr) {
        return Totality.isTotal(expr) || capabilities.computesOnlyPassedRows();
    }

    Optional<Pushed> sort(Pushed in, Relation.Sort sort) {
        List<SortKey> keys = new ArrayList<>();
        for (SortKey key : sort.keys()) {
            in.clear(key.column())
                    .ifPresent(at -> keys.add(new SortKey(at, key.direction(), key.nulls())));
        }
        return keys.size() < sort.keys().size()
                ? Optional.empty()
                : Optional.of(new Relation.Sort(in.relation(), keys))
                        .filter(this::takes)
                        .map(s -> in.with(Relations.withInputs(sort, List.of(in.governed())), s));
    }

    Optional<Pushed> limit(Pushed in, Relation.Limit limit) {
        return Optional.of(new Relation.Limit(in.relation(), limit.offset(), limit.count()))
                .filter(this::takes)
                .map(l -> in.with(Relations.withInputs(limit, List.of(in.governed())), l));
    }

    Optional<Pushed> join(Pushed left, Pushed right, Relation.Join join) {
        if (left.isFallible() || right.isFallible()) {
            return Optional.empty();
        }
        Relation governed = Relations.withInputs(join, List.of(left.governed(), right.governed()));
        Pushed sides = new Pushed(governed, left.relation(), Pushed.concat(left, right), false);
        Optional<Relation> relation =
                sides.inside(join.condition())
                        .filter(Totality::isTotal)
                        .<Relation>map(c ->
                                new Relation.Join(
                                        left.relation(), right.relation(), join.kind(), c))
                        .filter(this::takes);
        return switch (join.kind()) {
            case SEMI, ANTI -> relation.map(r -> new Pushed(governed, r, left.columns(), false));
            case INNER, LEFT, RIGHT, FULL -> relation.map(r -> sides.with(governed, r));
        };
    }

    Optional<Pushed> union(List<Pushed> inputs) {
        boolean isClear =
                inputs.stream()
                        .flatMap(p -> p.columns().stream())
                        .allMatch(c -> c instanceof Carried.Clear);
        if (!isClear || inputs.stream().anyMatch(Pushed::isFallible)) {
            return Optional.empty();
        }
        Relation governed = new Relation.Union(inputs.stream().map(Pushed::governed).toList());
        return Optional.<Relation>of(
                        new Relation.Union(inputs.stream().map(Pushed::relation).toList()))
                .filter(this::takes)
                .map(u -> Pushed.clear(governed, u, false));
    }
}
