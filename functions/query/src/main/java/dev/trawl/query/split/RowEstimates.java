package dev.trawl.query.split;

import dev.trawl.catalog.ColumnStatistics;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import java.util.List;
import java.util.Map;

/// How many rows relations may have, from the sizes of tables, figures of their columns and rules
/// of thumb.
public final class RowEstimates {
    private static final double TABLE_UNKNOWN = 1_000_000;
    private final Map<TableName, Long> tables;
    private final Selectivity selectivity;

    /// @param tables rows of those whose size is known and may be used
    public RowEstimates(Map<TableName, Long> tables) {
        this(tables, Map.of());
    }

    /// @param tables rows of those whose size is known and may be used
    /// @param columns figures of the columns of those of which all may be used
    public RowEstimates(
            Map<TableName, Long> tables, Map<TableName, Map<String, ColumnStatistics>> columns) {
        this.tables = Map.copyOf(tables);
        this.selectivity = new Selectivity(columns);
    }

    /// @param rows at least 1
    /// @param whole what there would be without filters; not below `rows`
    /// @param isGuess whether the size of a table is not known, so that only the share is worth
    ///   something
    record Size(double rows, double whole, boolean isGuess) {
        Size {
            rows = Math.max(1, rows);
            whole = Math.max(rows, whole);
        }

        static Size known(double rows, double whole) {
            return new Size(rows, whole, false);
        }

        static Size guess(double rows, double whole) {
            return new Size(rows, whole, true);
        }

        /// The part of the rows that filters leave.
        double share() {
            return rows / whole;
        }

        Size times(double part) {
            return new Size(rows * part, whole, isGuess);
        }

        Size of(double rowsNow, double wholeNow) {
            return new Size(rowsNow, wholeNow, isGuess);
        }
    }

    /// How many rows a relation may have; at least 1.
    public long rows(Relation relation) {
        return Math.round(of(relation).rows());
    }

    Size of(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> {
                double known = table(scan);
                yield Double.isNaN(known)
                        ? Size.guess(TABLE_UNKNOWN, TABLE_UNKNOWN)
                        : Size.known(known, known);
            }
            case Relation.Received _, Relation.Previous _, Relation.Recursion _ ->
                    Size.guess(TABLE_UNKNOWN, TABLE_UNKNOWN);
            case Relation.Values values -> Size.known(values.rows().size(), values.rows().size());
            case Relation.Filter filter ->
                    of(filter.input()).times(selectivity.of(filter.predicate(), filter.input()));
            case Relation.Project project -> of(project.input());
            case Relation.Sort sort -> of(sort.input());
            case Relation.Window window -> of(window.input());
            case Relation.Limit limit -> {
                Size input = of(limit.input());
                yield input.of(Math.min(input.rows(), (double) limit.count()), input.whole());
            }
            case Relation.Aggregate aggregate -> {
                Size input = of(aggregate.input());
                yield selectivity
                        .groups(aggregate)
                        .map(n -> input.of(Math.min(n, input.rows()), Math.min(n, input.whole())))
                        .orElseGet(() -> input.of(input.rows() / 2, input.whole() / 2));
            }
            case Relation.Join join -> joined(join);
            case Relation.Union union -> {
                double rows = 0;
                double whole = 0;
                boolean isGuess = false;
                for (Relation input : union.inputs()) {
                    Size size = of(input);
                    rows += size.rows();
                    whole += size.whole();
                    isGuess |= size.isGuess();
                }
                yield new Size(rows, whole, isGuess);
            }
        };
    }

    /// As if one side's key were the other's: each row of the larger side meets one of the smaller.
    private Size joined(Relation.Join join) {
        Size left = of(join.left());
        Size right = of(join.right());
        boolean isGuess = left.isGuess() || right.isGuess();
        if (Expressions.columns(join.condition()).isEmpty()) {
            return new Size(left.rows() * right.rows(), left.whole() * right.whole(), isGuess);
        }
        double whole = Math.max(left.whole(), right.whole());
        double rows =
                switch (join.kind()) {
                    case INNER -> whole * left.share() * right.share();
                    case LEFT -> Math.max(left.rows(), whole * left.share());
                    case RIGHT -> Math.max(right.rows(), whole * right.share());
                    case FULL -> whole;
                    case SEMI -> left.rows() * right.share();
                    case ANTI -> left.rows() * (1 - right.share() / 2);
                };
        return switch (join.kind()) {
            case INNER, LEFT, RIGHT, FULL -> new Size(rows, whole, isGuess);
            case SEMI, ANTI -> new Size(rows, left.whole(), isGuess);
        };
    }

    /// How many different values a column has at most, as far as sizes are known: a column that
    /// joins equate with one of a small table has no more than that has rows.
    ///
    /// @return infinity if nothing is known
    double valuesMax(Relation relation, int column) {
        return switch (relation) {
            case Relation.Scan scan -> {
                double known = table(scan);
                yield Double.isNaN(known) ? Double.POSITIVE_INFINITY : known;
            }
            case Relation.Filter _, Relation.Sort _, Relation.Limit _ ->
                    valuesMax(relation.inputs().getFirst(), column);
            case Relation.Project project ->
                    JoinKeys.column(project.columns().get(column).expr())
                            .map(c -> valuesMax(project.input(), c.index()))
                            .orElse(Double.POSITIVE_INFINITY);
            case Relation.Aggregate aggregate ->
                    column < aggregate.keys().size()
                            ? valuesMax(aggregate.input(), aggregate.keys().get(column))
                            : Double.POSITIVE_INFINITY;
            case Relation.Join join -> valuesMax(join, column);
            case Relation.Values values -> values.rows().size();
            case Relation.Window _,
                    Relation.Union _,
                    Relation.Received _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    Double.POSITIVE_INFINITY;
        };
    }

    private double valuesMax(Relation.Join join, int column) {
        double own = ofSide(join, column);
        boolean equates =
                switch (join.kind()) {
                    case INNER, SEMI -> true;
                    case LEFT, RIGHT, FULL, ANTI -> false;
                };
        if (!equates) {
            return own;
        }
        for (Expr conjunct : Expressions.conjuncts(join.condition())) {
            own = Math.min(own, equated(join, conjunct, column));
        }
        return own;
    }

    private double equated(Relation.Join join, Expr conjunct, int column) {
        if (!(conjunct instanceof Expr.Call(Function function, List<Expr> sides, _))
                || function != Function.EQ) {
            return Double.POSITIVE_INFINITY;
        }
        int a = JoinKeys.column(sides.getFirst()).map(Expr.Column::index).orElse(-1);
        int b = JoinKeys.column(sides.getLast()).map(Expr.Column::index).orElse(-1);
        int other = a == column ? b : b == column ? a : -1;
        return other < 0 ? Double.POSITIVE_INFINITY : ofSide(join, other);
    }

    private double ofSide(Relation.Join join, int column) {
        int width = join.left().fields().size();
        return column < width
                ? valuesMax(join.left(), column)
                : valuesMax(join.right(), column - width);
    }

    /// Rows of a table; not a number if its size is not known.
    private double table(Relation.Scan scan) {
        Long rows = tables.get(scan.table());
        return rows == null || rows < 0 ? Double.NaN : rows;
    }
}
