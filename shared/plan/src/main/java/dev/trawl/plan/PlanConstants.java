package dev.trawl.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The constants in a plan's expressions, in one order: what tells plans apart that have the same
/// shape. Rows of VALUES, distances of frames and counts of LIMIT are part of the shape.
public final class PlanConstants {
    private PlanConstants() {}

    /// All constants, in the order that {@link #with} takes them.
    public static List<Expr.Literal> of(Relation plan) {
        List<Expr.Literal> found = new ArrayList<>();
        map(
                plan,
                literal -> {
                    found.add(literal);
                    return literal;
                });
        return found;
    }

    /// The plan with other constants of the same types in the places of its own.
    ///
    /// @throws IllegalArgumentException if there are more or fewer than the plan has, or of others
    ///   types than the places need
    public static Relation with(Relation plan, List<Expr.Literal> constants) {
        Iterator<Expr.Literal> next = constants.iterator();
        Relation changed =
                map(
                        plan,
                        literal -> {
                            if (!next.hasNext()) {
                                throw new IllegalArgumentException("the plan has more constants");
                            }
                            return next.next();
                        });
        if (next.hasNext()) {
            throw new IllegalArgumentException("the plan has fewer constants");
        }
        return changed;
    }

    private static Relation map(Relation relation, UnaryOperator<Expr.Literal> change) {
        return switch (relation) {
            case Relation.Scan _,
                    Relation.Received _,
                    Relation.Values _,
                    Relation.Previous _,
                    Relation.Sort _,
                    Relation.Limit _,
                    Relation.Union _,
                    Relation.Recursion _ ->
                    Relations.mapInputs(relation, input -> map(input, change));
            case Relation.Filter filter ->
                    new Relation.Filter(
                            map(filter.input(), change), map(filter.predicate(), change));
            case Relation.Project project ->
                    new Relation.Project(
                            map(project.input(), change),
                            project.columns().stream()
                                    .map(c -> new NamedExpr(c.name(), map(c.expr(), change)))
                                    .toList());
            case Relation.Join join ->
                    new Relation.Join(
                            map(join.left(), change),
                            map(join.right(), change),
                            join.kind(),
                            map(join.condition(), change));
            case Relation.Aggregate aggregate ->
                    new Relation.Aggregate(
                            map(aggregate.input(), change),
                            aggregate.keys(),
                            aggregate.aggregations().stream().map(a -> map(a, change)).toList());
            case Relation.Window window ->
                    new Relation.Window(
                            map(window.input(), change),
                            window.partition(),
                            window.order(),
                            window.calls().stream()
                                    .map(c ->
                                            new WindowCall(
                                                    c.name(),
                                                    c.function(),
                                                    all(c.arguments(), change),
                                                    c.frame()))
                                    .toList());
        };
    }

    private static Aggregation map(Aggregation aggregation, UnaryOperator<Expr.Literal> change) {
        @Nullable Expr filter = aggregation.filter();
        return new Aggregation(
                aggregation.name(),
                aggregation.function(),
                all(aggregation.arguments(), change),
                aggregation.quantifier(),
                filter == null ? null : map(filter, change));
    }

    private static List<Expr> all(List<Expr> exprs, UnaryOperator<Expr.Literal> change) {
        return exprs.stream().map(e -> map(e, change)).toList();
    }

    private static Expr map(Expr expr, UnaryOperator<Expr.Literal> change) {
        return switch (expr) {
            case Expr.Column column -> column;
            case Expr.Literal literal -> Objects.requireNonNull(change.apply(literal));
            case Expr.Call call ->
                    new Expr.Call(call.function(), all(call.arguments(), change), call.type());
            case Expr.Cast cast ->
                    new Expr.Cast(map(cast.operand(), change), cast.type(), cast.onFailure());
            case Expr.Conditional conditional ->
                    new Expr.Conditional(
                            conditional.branches().stream()
                                    .map(b ->
                                            new Expr.Branch(
                                                    map(b.condition(), change),
                                                    map(b.value(), change)))
                                    .toList(),
                            map(conditional.otherwise(), change));
            case Expr.In in ->
                    new Expr.In(
                            map(in.operand(), change),
                            in.values().stream()
                                    .map(v -> Objects.requireNonNull(change.apply(v)))
                                    .toList());
        };
    }
}
