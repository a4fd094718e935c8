package dev.trawl.query.split;

import dev.trawl.catalog.ColumnStatistics;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
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
    record Size(double rows, double whole) {
        Size {
            rows = Math.max(1, rows);
            whole = Math.max(rows, whole);
        }

        /// The part of the rows that filters leave.
        double share() {
            return rows / whole;
        }

        Size times(double part) {
            return new Size(rows * part, whole);
        }
    }

    /// How many rows a relation may have; at least 1.
    public long rows(Relation relation) {
        return Math.round(of(relation).rows());
    }

    Size of(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> {
                Long rows = tables.get(scan.table());
                double known = rows == null || rows < 0 ? TABLE_UNKNOWN : rows;
                yield new Size(known, known);
            }
            case Relation.Received _, Relation.Previous _, Relation.Recursion _ ->
                    new Size(TABLE_UNKNOWN, TABLE_UNKNOWN);
            case Relation.Values values -> new Size(values.rows().size(), values.rows().size());
            case Relation.Filter filter ->
                    of(filter.input()).times(selectivity.of(filter.predicate(), filter.input()));
            case Relation.Project project -> of(project.input());
            case Relation.Sort sort -> of(sort.input());
            case Relation.Window window -> of(window.input());
            case Relation.Limit limit -> {
                Size input = of(limit.input());
                yield new Size(Math.min(input.rows(), (double) limit.count()), input.whole());
            }
            case Relation.Aggregate aggregate -> {
                Size input = of(aggregate.input());
                yield selectivity
                        .groups(aggregate)
                        .map(n -> new Size(Math.min(n, input.rows()), Math.min(n, input.whole())))
                        .orElseGet(() -> new Size(input.rows() / 2, input.whole() / 2));
            }
            case Relation.Join join -> joined(join);
            case Relation.Union union -> {
                double rows = 0;
                double whole = 0;
                for (Relation input : union.inputs()) {
                    rows += of(input).rows();
                    whole += of(input).whole();
                }
                yield new Size(rows, whole);
            }
        };
    }

    /// As if one side's key were the other's: each row of the larger side meets one of the smaller.
    private Size joined(Relation.Join join) {
        Size left = of(join.left());
        Size right = of(join.right());
        if (Expressions.columns(join.condition()).isEmpty()) {
            return new Size(left.rows() * right.rows(), left.whole() * right.whole());
        }
        double whole = Math.max(left.whole(), right.whole());
        return switch (join.kind()) {
            case INNER -> new Size(whole * left.share() * right.share(), whole);
            case LEFT -> new Size(Math.max(left.rows(), whole * left.share()), whole);
            case RIGHT -> new Size(Math.max(right.rows(), whole * right.share()), whole);
            case FULL -> new Size(whole, whole);
            case SEMI -> left.times(right.share());
            case ANTI -> left.times(1 - right.share() / 2);
        };
    }
}
