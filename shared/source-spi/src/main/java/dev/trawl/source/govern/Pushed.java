package dev.trawl.source.govern;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A part of a fragment that the source's engine evaluates, in its secured form.
///
/// @param governed the part itself
/// @param relation its secured form over base tables
/// @param columns how the relation carries the part's columns
/// @param isFallible whether a select list in it can fail
record Pushed(Relation governed, Relation relation, List<Carried> columns, boolean isFallible) {
    Pushed {
        columns = List.copyOf(columns);
    }

    /// A relation that carries every column in the clear, in order.
    static Pushed clear(Relation governed, Relation relation, boolean isFallible) {
        return new Pushed(
                governed,
                relation,
                IntStream.range(0, relation.fields().size())
                        .<Carried>mapToObj(
                                i -> new Carried.Clear(i, relation.fields().get(i).type()))
                        .toList(),
                isFallible);
    }

    /// Other rows of the same columns.
    Pushed with(Relation governedNow, Relation relationNow) {
        return new Pushed(governedNow, relationNow, columns, isFallible);
    }

    boolean readsTables() {
        return readsTables(relation);
    }

    private static boolean readsTables(Relation relation) {
        return relation instanceof Relation.Scan
                || relation.inputs().stream().anyMatch(Pushed::readsTables);
    }

    /// Where the relation has governed column `index`; absent if it is not there in its final form.
    Optional<Integer> clear(int index) {
        return columns.get(index) instanceof Carried.Clear(int at, var _)
                ? Optional.of(at)
                : Optional.empty();
    }

    /// The expression over the relation's columns; absent if it reads a veiled one.
    Optional<Expr> inside(Expr expr) {
        if (Expressions.columns(expr).stream().anyMatch(i -> clear(i).isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                Expressions.substitute(
                        expr, i -> new Expr.Column(clear(i).orElseThrow(), columns.get(i).type())));
    }

    /// The columns of both, those of `right` behind.
    static List<Carried> concat(Pushed left, Pushed right) {
        int shift = left.relation().fields().size();
        return Stream.concat(
                        left.columns().stream(),
                        right.columns().stream().map(c -> c.shifted(shift)))
                .toList();
    }
}
