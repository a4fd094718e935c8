package dev.trawl.query.split;

import dev.trawl.catalog.ColumnStatistics;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which part of the rows a predicate may leave: by how many different values columns have and how
/// often they are NULL, where that is known; else by rules of thumb.
///
/// @param columns of those tables whose figures may be used, by name
record Selectivity(Map<TableName, Map<String, ColumnStatistics>> columns) {
    private static final double EQUAL = 0.02;

    /// Of texts, which are often one of a few words.
    private static final double EQUAL_TEXT = 0.1;

    private static final double ORDERED = 0.3;
    private static final double LIKE = 0.1;
    private static final double OTHER = 0.3;
    private static final double NOT_ONE_VALUE = 0.9;
    private static final double LISTED_MAX = 0.5;

    Selectivity {
        columns = Map.copyOf(columns);
    }

    /// @param input whose rows the predicate is about
    double of(Expr predicate, Relation input) {
        return switch (predicate) {
            case Expr.In in ->
                    figures(in.operand(), input)
                            .map(f -> Math.min(notNull(f), equal(f) * in.values().size()))
                            .orElseGet(() ->
                                    Math.min(LISTED_MAX, equal(in.operand()) * in.values().size()));
            case Expr.Call call -> of(call, input);
            case Expr.Literal _, Expr.Column _, Expr.Cast _, Expr.Conditional _ -> OTHER;
        };
    }

    private double of(Expr.Call call, Relation input) {
        List<Expr> a = call.arguments();
        return switch (call.function()) {
            case AND -> a.stream().mapToDouble(p -> of(p, input)).reduce(1, (x, y) -> x * y);
            case OR -> Math.min(1, a.stream().mapToDouble(p -> of(p, input)).sum());
            case NOT -> 1 - of(a.getFirst(), input);
            case EQ ->
                    compared(a, input).map(Selectivity::equal).orElseGet(() -> equal(a.getFirst()));
            case NE, IS_DISTINCT_FROM ->
                    compared(a, input).map(f -> notNull(f) - equal(f)).orElse(NOT_ONE_VALUE);
            case IS_NULL -> figures(a.getFirst(), input).map(f -> 1 - notNull(f)).orElse(LIKE);
            case IS_NOT_NULL ->
                    figures(a.getFirst(), input).map(Selectivity::notNull).orElse(NOT_ONE_VALUE);
            case LT, LE, GT, GE -> ORDERED;
            case LIKE, STARTS_WITH -> LIKE;
            default -> OTHER;
        };
    }

    /// How many groups there are; absent if that is not known of every key.
    Optional<Double> groups(Relation.Aggregate aggregate) {
        double groups = 1;
        for (int key : aggregate.keys()) {
            Optional<ColumnStatistics> figures = figures(aggregate.input(), key);
            if (figures.isEmpty()) {
                return Optional.empty();
            }
            groups *= Math.max(1, figures.get().distinct());
        }
        return Optional.of(groups);
    }

    private Optional<ColumnStatistics> compared(List<Expr> sides, Relation input) {
        return figures(sides.getFirst(), input).or(() -> figures(sides.getLast(), input));
    }

    private Optional<ColumnStatistics> figures(Expr expr, Relation input) {
        return columns.isEmpty()
                ? Optional.empty()
                : JoinKeys.column(expr).flatMap(c -> figures(input, c.index()));
    }

    /// Of the table's column that a column is, as it comes from there.
    private Optional<ColumnStatistics> figures(Relation relation, int column) {
        if (relation instanceof Relation.Scan scan) {
            String name = scan.fields().get(column).name();
            return Optional.ofNullable(columns.getOrDefault(scan.table(), Map.of()).get(name));
        }
        if (relation instanceof Relation.Project project) {
            return figures(project.columns().get(column).expr(), project.input());
        }
        if (relation instanceof Relation.Join join) {
            int width = join.left().fields().size();
            return column < width
                    ? figures(join.left(), column)
                    : figures(join.right(), column - width);
        }
        return relation instanceof Relation.Filter
                        || relation instanceof Relation.Sort
                        || relation instanceof Relation.Limit
                ? figures(relation.inputs().getFirst(), column)
                : Optional.empty();
    }

    private static double equal(ColumnStatistics figures) {
        return notNull(figures) / Math.max(1, figures.distinct());
    }

    private static double notNull(ColumnStatistics figures) {
        return figures.rows() == 0 ? 1 : 1 - (double) figures.nulls() / figures.rows();
    }

    private static double equal(Expr side) {
        return side.type() == Type.Simple.VARCHAR ? EQUAL_TEXT : EQUAL;
    }
}
