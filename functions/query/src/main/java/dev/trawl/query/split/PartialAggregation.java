package dev.trawl.query.split;

import static dev.trawl.plan.AggregateFunction.AVG;
import static dev.trawl.plan.AggregateFunction.COUNT;
import static dev.trawl.plan.AggregateFunction.MIN_BY;
import static dev.trawl.plan.AggregateFunction.SUM;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One aggregate in two steps.
///
/// Sums of integers travel as decimal(38,0) and are brought back to bigint once, at the end; an
/// average is a sum and a count, divided at the end with the type that the whole average has.
///
/// @param partial what each part computes
/// @param result from the merged partials to the value
record PartialAggregation(List<Aggregation> partial, Result result) {
    private static final Type.Decimal WIDE = new Type.Decimal(Type.Decimal.PRECISION_MAX, 0);

    /// With more digits the sum of one part could leave decimal(38,s) where the whole does not.
    private static final int SUMMED_DIGITS_MAX = 28;

    PartialAggregation {
        partial = List.copyOf(partial);
    }

    interface Result {
        Expr of(List<Expr> merged);
    }

    /// Absent if two steps would not give exactly what one does.
    static Optional<PartialAggregation> of(Aggregation whole) {
        AggregateFunction function = whole.function();
        if (function.is(AggregateFunction.Trait.REPEATED)) {
            return Optional.of(same(whole));
        }
        if (function.is(AggregateFunction.Trait.BY_KEY)) {
            return Optional.of(byKey(whole));
        }
        boolean isAdded = function.is(AggregateFunction.Trait.ADDED_UP) || function == AVG;
        return isAdded && whole.quantifier() != Aggregation.Quantifier.DISTINCT
                ? adding(whole)
                : Optional.empty();
    }

    /// The aggregates that merge the partial columns, of which the first is at that place: counts
    /// and sums are added, others repeated.
    List<Aggregation> merging(int first) {
        List<Aggregation> merging = new ArrayList<>();
        for (int i = 0; i < partial.size(); i++) {
            Aggregation part = partial.get(i);
            List<Expr> columns = new ArrayList<>();
            columns.add(new Expr.Column(first + i, part.type()));
            if (part.function().is(AggregateFunction.Trait.BY_KEY)) {
                columns.add(new Expr.Column(first + i + 1, partial.get(i + 1).type()));
            }
            merging.add(
                    new Aggregation(
                            part.name(),
                            part.function().is(AggregateFunction.Trait.ADDED_UP)
                                    ? SUM
                                    : part.function(),
                            columns,
                            Aggregation.Quantifier.ALL,
                            null));
        }
        return merging;
    }

    /// The value of each part, and its key: of keys that tie, the least or greatest value is taken
    /// here as there.
    private static PartialAggregation byKey(Aggregation whole) {
        Expr value = whole.arguments().getFirst();
        Expr key = whole.arguments().getLast();
        Expr hasValue = Expr.Call.of(Function.IS_NOT_NULL, value);
        Aggregation keys =
                new Aggregation(
                        whole.name() + "$key",
                        extreme(whole.function() == MIN_BY, key.type()),
                        List.of(key),
                        Aggregation.Quantifier.ALL,
                        whole.filter() == null
                                ? hasValue
                                : Expressions.and(List.of(whole.filter(), hasValue)));
        Aggregation values =
                new Aggregation(
                        whole.name(),
                        whole.function(),
                        whole.arguments(),
                        Aggregation.Quantifier.ALL,
                        whole.filter());
        return new PartialAggregation(List.of(values, keys), List::getFirst);
    }

    private static AggregateFunction extreme(boolean isLeast, Type type) {
        if (type == Type.Simple.BOOLEAN) {
            return isLeast ? AggregateFunction.BOOL_AND : AggregateFunction.BOOL_OR;
        }
        return isLeast ? AggregateFunction.MIN : AggregateFunction.MAX;
    }

    private static Optional<PartialAggregation> adding(Aggregation whole) {
        return switch (whole.function()) {
            case COUNT, COUNT_ALL ->
                    Optional.of(
                            new PartialAggregation(
                                    List.of(whole), merged -> orZero(merged.getFirst())));
            case SUM -> sum(whole);
            case AVG -> average(whole);
            default -> throw new IllegalArgumentException(whole.function().text());
        };
    }

    private static PartialAggregation same(Aggregation whole) {
        Aggregation all =
                new Aggregation(
                        whole.name(),
                        whole.function(),
                        whole.arguments(),
                        Aggregation.Quantifier.ALL,
                        whole.filter());
        return new PartialAggregation(List.of(all), List::getFirst);
    }

    private static Optional<PartialAggregation> sum(Aggregation whole) {
        return summed(whole)
                .map(partial ->
                        new PartialAggregation(
                                List.of(partial), merged -> cast(merged.getFirst(), whole.type())));
    }

    private static Optional<PartialAggregation> average(Aggregation whole) {
        Aggregation count = part(whole, "count", COUNT, whole.arguments().getFirst());
        return summed(whole)
                .filter(sum -> quotientType(whole, sum).equals(whole.type()))
                .map(sum ->
                        new PartialAggregation(
                                List.of(sum, count),
                                merged ->
                                        quotient(
                                                whole,
                                                merged.getFirst(),
                                                orZero(merged.getLast()))));
    }

    private static Optional<Aggregation> summed(Aggregation whole) {
        Expr argument = whole.arguments().getFirst();
        Type type = argument.type();
        if (type.isInteger()) {
            return Optional.of(part(whole, "sum", SUM, Expr.Cast.strict(argument, WIDE)));
        }
        if (type instanceof Type.Decimal d && d.precision() > SUMMED_DIGITS_MAX) {
            return Optional.empty();
        }
        return Optional.of(part(whole, "sum", SUM, argument));
    }

    private static Aggregation part(
            Aggregation whole, String suffix, AggregateFunction function, Expr argument) {
        return new Aggregation(
                whole.name() + "$" + suffix,
                function,
                List.of(argument),
                Aggregation.Quantifier.ALL,
                whole.filter());
    }

    /// NULL over no values, as an average is; the guard keeps the division from a count of zero.
    private static Expr quotient(Aggregation whole, Expr sum, Expr count) {
        Expr isEmpty = Expr.Call.of(Function.EQ, count, Literals.of(0L));
        return new Expr.Conditional(
                List.of(new Expr.Branch(isEmpty, Literals.ofNull(whole.type()))),
                divide(whole, sum, count));
    }

    private static Expr divide(Aggregation whole, Expr sum, Expr count) {
        return whole.type() instanceof Type.Decimal
                ? Expr.Call.of(Function.DIVIDE, sum, cast(count, new Type.Decimal(19, 0)))
                : Expr.Call.of(Function.DIVIDE, cast(sum, whole.type()), cast(count, whole.type()));
    }

    private static Type quotientType(Aggregation whole, Aggregation sum) {
        return divide(whole, new Expr.Column(0, sum.type()), new Expr.Column(1, Type.Simple.BIGINT))
                .type();
    }

    private static Expr orZero(Expr count) {
        return Expr.Call.of(Function.COALESCE, count, Literals.of(0L));
    }

    private static Expr cast(Expr expr, Type type) {
        return expr.type().equals(type) ? expr : Expr.Cast.strict(expr, type);
    }
}
