package dev.trawl.testkit.reference;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Evaluates plans over rows in memory, row by row, operator by operator. Values are those of
/// {@link dev.trawl.plan.Literals}, null for NULL.
///
/// Fails with {@link TrawlException}: DIVISION_BY_ZERO, VALUE_OUT_OF_RANGE, INVALID_CAST,
/// INVALID_ARGUMENT; NOT_SUPPORTED for casts of text to JSON, which nothing evaluates.
public final class ReferenceEvaluator {
    private final Function<Relation, List<List<@Nullable Object>>> leaves;

    /// @param leaves rows of each Scan and Received
    public ReferenceEvaluator(Function<Relation, List<List<@Nullable Object>>> leaves) {
        this.leaves = leaves;
    }

    /// The rows; ordered where the relation is a Sort or a Limit over one.
    public List<List<@Nullable Object>> rows(Relation relation) {
        return switch (relation) {
            case Relation.Scan _, Relation.Received _ -> leaves.apply(relation);
            case Relation.Values values -> values(values);
            case Relation.Filter filter -> filter(filter);
            case Relation.Project project -> project(project);
            case Relation.Join join ->
                    new ReferenceJoin(join).rows(rows(join.left()), rows(join.right()));
            case Relation.Aggregate aggregate ->
                    ReferenceAggregates.rows(aggregate, rows(aggregate.input()));
            case Relation.Sort sort -> sort(sort);
            case Relation.Window window -> ReferenceWindows.rows(window, rows(window.input()));
            case Relation.Limit limit ->
                    rows(limit.input()).stream().skip(limit.offset()).limit(limit.count()).toList();
            case Relation.Union union ->
                    union.inputs().stream().flatMap(i -> rows(i).stream()).toList();
            case Relation.Recursion recursion ->
                    new ReferenceRecursion(leaves).rows(recursion, rows(recursion.first()));
            case Relation.Previous _ -> leaves.apply(relation);
        };
    }

    /// One expression over one row.
    public static @Nullable Object value(Expr expr, List<@Nullable Object> row) {
        return ReferenceExpressions.value(expr, row);
    }

    private static List<List<@Nullable Object>> values(Relation.Values values) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<Expr.Literal> literals : values.rows()) {
            List<@Nullable Object> row = new ArrayList<>();
            literals.forEach(l -> row.add(l.value()));
            rows.add(row);
        }
        return rows;
    }

    private List<List<@Nullable Object>> filter(Relation.Filter filter) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : rows(filter.input())) {
            if (Boolean.TRUE.equals(value(filter.predicate(), row))) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<List<@Nullable Object>> project(Relation.Project project) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> in : rows(project.input())) {
            List<@Nullable Object> row = new ArrayList<>();
            project.columns().forEach(c -> row.add(value(c.expr(), in)));
            rows.add(row);
        }
        return rows;
    }

    private List<List<@Nullable Object>> sort(Relation.Sort sort) {
        List<List<@Nullable Object>> rows = new ArrayList<>(rows(sort.input()));
        rows.sort(order(sort.keys()));
        return rows;
    }

    /// The order of rows by keys; rows that tie are equal.
    public static Comparator<List<@Nullable Object>> order(List<SortKey> keys) {
        return (a, b) -> {
            for (SortKey key : keys) {
                int order = compare(a.get(key.column()), b.get(key.column()), key);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    private static int compare(@Nullable Object a, @Nullable Object b, SortKey key) {
        if (a == null || b == null) {
            int nullsLast = a != null ? -1 : b != null ? 1 : 0;
            return key.nulls() == SortKey.Nulls.LAST ? nullsLast : -nullsLast;
        }
        int order = ReferenceOrder.compare(a, b);
        return key.direction() == SortKey.Direction.ASCENDING ? order : -order;
    }
}
