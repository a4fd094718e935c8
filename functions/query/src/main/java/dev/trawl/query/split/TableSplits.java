package dev.trawl.query.split;

import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import java.util.Optional;

/// A fragment over one table as two parts: what runs on every split of the table, and what makes
/// the fragment's rows from the rows of all splits.
///
/// @param perSplit over the same table
/// @param merge over {@link Relation.Received} with the fragment's number and the fields of
///   `perSplit`
public record TableSplits(Relation perSplit, Relation merge) {
    /// Absent if the fragment is not over one table, or has an aggregate that cannot be computed in
    /// two steps with exactly the same result.
    public static Optional<TableSplits> of(Fragment fragment) {
        return of(fragment.relation(), fragment.number());
    }

    private static Optional<TableSplits> of(Relation relation, int number) {
        return switch (relation) {
            case Relation.Scan _ -> Optional.of(perRow(relation, number));
            case Relation.Filter filter -> onTop(filter, filter.input(), number);
            case Relation.Project project -> onTop(project, project.input(), number);
            case Relation.Sort sort ->
                    of(sort.input(), number).map(below -> below.then(relation, sort.input()));
            case Relation.Window window ->
                    of(window.input(), number).map(below -> below.then(relation, window.input()));
            case Relation.Limit limit ->
                    of(limit.input(), number).map(b -> limited(b, limit, number));
            case Relation.Aggregate aggregate -> aggregated(aggregate, number);
            case Relation.Received _,
                    Relation.Values _,
                    Relation.Join _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    Optional.empty();
        };
    }

    /// A relation that treats each row by itself: with each split while all below does so too.
    private static Optional<TableSplits> onTop(Relation relation, Relation input, int number) {
        return of(input, number)
                .map(below ->
                        below.isPerRow() ? perRow(relation, number) : below.then(relation, input));
    }

    private static TableSplits limited(TableSplits below, Relation.Limit limit, int number) {
        long bound = LimitPushdown.bound(limit);
        if (bound == Relation.Limit.ALL) {
            return below.then(limit, limit.input());
        }
        if (below.isPerRow()) {
            Relation perSplit = new Relation.Limit(below.perSplit(), 0, bound);
            return new TableSplits(
                    perSplit,
                    new Relation.Limit(received(perSplit, number), limit.offset(), limit.count()));
        }
        if (below.merge() instanceof Relation.Sort(Relation.Received _, var keys)) {
            Relation perSplit =
                    new Relation.Limit(new Relation.Sort(below.perSplit(), keys), 0, bound);
            return new TableSplits(
                    perSplit,
                    new Relation.Limit(
                            new Relation.Sort(received(perSplit, number), keys),
                            limit.offset(),
                            limit.count()));
        }
        return below.then(limit, limit.input());
    }

    private static Optional<TableSplits> aggregated(Relation.Aggregate aggregate, int number) {
        return of(aggregate.input(), number)
                .flatMap(below ->
                        below.isPerRow()
                                ? inTwoSteps(aggregate, number)
                                : Optional.of(below.then(aggregate, aggregate.input())));
    }

    private static Optional<TableSplits> inTwoSteps(Relation.Aggregate aggregate, int number) {
        return TwoStepAggregate.of(aggregate)
                .map(steps -> {
                    Relation perSplit = steps.partial();
                    return new TableSplits(perSplit, steps.merge(received(perSplit, number)));
                });
    }

    private boolean isPerRow() {
        return merge instanceof Relation.Received;
    }

    private TableSplits then(Relation relation, Relation input) {
        return new TableSplits(
                perSplit, Relations.mapInputs(relation, i -> i.equals(input) ? merge : i));
    }

    private static TableSplits perRow(Relation relation, int number) {
        return new TableSplits(relation, received(relation, number));
    }

    private static Relation.Received received(Relation relation, int number) {
        return new Relation.Received(number, relation.fields());
    }

    /// As many rows of whatever splits are all that the merge can use; none if it needs all.
    public long rowsEnough() {
        return merge instanceof Relation.Limit limit && limit.input() instanceof Relation.Received
                ? LimitPushdown.bound(limit)
                : Long.MAX_VALUE;
    }

    /// The assembly of a plan in which this fragment came in splits.
    public Relation assemble(Relation assembly, Fragment fragment) {
        return substitute(assembly, fragment.number(), merge);
    }

    /// The plan with the received fragment `number` replaced by `replacement`.
    private static Relation substitute(Relation plan, int number, Relation replacement) {
        return plan instanceof Relation.Received received && received.fragment() == number
                ? replacement
                : Relations.mapInputs(plan, input -> substitute(input, number, replacement));
    }
}
