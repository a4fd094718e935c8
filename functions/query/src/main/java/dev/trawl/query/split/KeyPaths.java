package dev.trawl.query.split;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Follows a column of a relation down to where its values come from.
final class KeyPaths {
    private KeyPaths() {}

    /// A column of what a fragment gives.
    record Place(int fragment, int column) {}

    /// The column of a fragment that has all values of this one, and perhaps more.
    static Optional<Place> origin(Relation relation, int column) {
        return switch (relation) {
            case Relation.Received received -> Optional.of(new Place(received.fragment(), column));
            case Relation.Filter filter -> origin(filter.input(), column);
            case Relation.Sort sort -> origin(sort.input(), column);
            case Relation.Limit limit -> origin(limit.input(), column);
            case Relation.Project project ->
                    JoinKeys.column(project.columns().get(column).expr())
                            .flatMap(c -> origin(project.input(), c.index()));
            case Relation.Aggregate aggregate ->
                    column < aggregate.keys().size()
                            ? origin(aggregate.input(), aggregate.keys().get(column))
                            : Optional.empty();
            case Relation.Window window ->
                    column < window.input().fields().size()
                            ? origin(window.input(), column)
                            : Optional.empty();
            case Relation.Join join -> {
                int width = join.left().fields().size();
                yield column < width
                        ? origin(join.left(), column)
                        : origin(join.right(), column - width);
            }
            case Relation.Scan _,
                    Relation.Values _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    Optional.empty();
        };
    }

    /// The column of a fragment whose rows can be left out wherever rows of this relation with such
    /// a value can be: nothing between is changed for other values, and nothing fails less.
    static Optional<Place> target(Relation relation, int column) {
        if (relation instanceof Relation.Received received) {
            return Optional.of(new Place(received.fragment(), column));
        }
        return TotalPlans.isTotalHere(relation)
                ? below(relation, column).flatMap(b -> target(b.input(relation), b.column()))
                : Optional.empty();
    }

    /// The fragment's relation without rows whose value in the column is none of the keys; the
    /// filter is as deep as it can be.
    static Relation filtered(Relation relation, int column, Keys keys) {
        Optional<Below> below = below(relation, column);
        if (below.isEmpty()) {
            return new Relation.Filter(
                    relation, keys.matching(Expressions.column(relation, column)));
        }
        Below way = below.get();
        Relation input = filtered(way.input(relation), way.column(), keys);
        if (relation instanceof Relation.Filter outer
                && input instanceof Relation.Filter(Relation rows, Expr predicate)
                && rows.equals(outer.input())) {
            return new Relation.Filter(
                    rows, Expressions.and(List.of(outer.predicate(), predicate)));
        }
        List<Relation> inputs = new ArrayList<>(relation.inputs());
        inputs.set(way.number(), input);
        return Relations.withInputs(relation, inputs);
    }

    /// @param number of the input that has the column
    private record Below(int number, int column) {
        Relation input(Relation relation) {
            return relation.inputs().get(number);
        }
    }

    /// Where rows can be left out below the relation instead of from its own.
    private static Optional<Below> below(Relation relation, int column) {
        return switch (relation) {
            case Relation.Filter _, Relation.Sort _ -> Optional.of(new Below(0, column));
            case Relation.Project project ->
                    JoinKeys.column(project.columns().get(column).expr())
                            .map(c -> new Below(0, c.index()));
            case Relation.Aggregate aggregate ->
                    column < aggregate.keys().size()
                            ? Optional.of(new Below(0, aggregate.keys().get(column)))
                            : Optional.empty();
            case Relation.Join join -> below(join, column);
            case Relation.Scan _,
                    Relation.Received _,
                    Relation.Values _,
                    Relation.Limit _,
                    Relation.Window _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    Optional.empty();
        };
    }

    private static Optional<Below> below(Relation.Join join, int column) {
        int width = join.left().fields().size();
        boolean isLeft = column < width;
        boolean keepsSide =
                switch (join.kind()) {
                    case INNER -> true;
                    case LEFT, SEMI, ANTI -> isLeft;
                    case RIGHT -> !isLeft;
                    case FULL -> false;
                };
        return keepsSide
                ? Optional.of(isLeft ? new Below(0, column) : new Below(1, column - width))
                : Optional.empty();
    }
}
