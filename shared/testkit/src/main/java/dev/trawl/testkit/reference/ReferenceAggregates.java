package dev.trawl.testkit.reference;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Decimals;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Groups and aggregates.
final class ReferenceAggregates {
    private static final MathContext DIGITS = new MathContext(60);

    private ReferenceAggregates() {}

    static List<List<@Nullable Object>> rows(
            Relation.Aggregate aggregate, List<List<@Nullable Object>> input) {
        TreeMap<List<@Nullable Object>, List<List<@Nullable Object>>> groups =
                new TreeMap<>(ReferenceOrder.ofRows());
        if (aggregate.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (List<@Nullable Object> row : input) {
            List<@Nullable Object> key = new ArrayList<>();
            aggregate.keys().forEach(k -> key.add(row.get(k)));
            List<List<@Nullable Object>> group = groups.get(key);
            if (group == null) {
                group = new ArrayList<>();
                groups.put(key, group);
            }
            group.add(row);
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Map.Entry<List<@Nullable Object>, List<List<@Nullable Object>>> group :
                groups.entrySet()) {
            List<@Nullable Object> row = new ArrayList<>(group.getKey());
            for (Aggregation aggregation : aggregate.aggregations()) {
                row.add(value(aggregation, group.getValue()));
            }
            rows.add(row);
        }
        return rows;
    }

    /// The aggregate of the rows of one group.
    static @Nullable Object value(Aggregation aggregation, List<List<@Nullable Object>> group) {
        List<List<@Nullable Object>> chosen = new ArrayList<>();
        Expr filter = aggregation.filter();
        for (List<@Nullable Object> row : group) {
            if (filter == null || Boolean.TRUE.equals(ReferenceExpressions.value(filter, row))) {
                chosen.add(row);
            }
        }
        if (aggregation.function() == AggregateFunction.STRING_AGG) {
            return ReferenceTextAggregate.value(aggregation, chosen);
        }
        if (aggregation.function() == AggregateFunction.MIN_BY
                || aggregation.function() == AggregateFunction.MAX_BY) {
            return by(aggregation, chosen);
        }
        return aggregation.arguments().isEmpty()
                ? (Object) (long) chosen.size()
                : ofValues(aggregation, values(aggregation, chosen));
    }

    private static @Nullable Object by(Aggregation aggregation, List<List<@Nullable Object>> rows) {
        boolean isLeast = aggregation.function() == AggregateFunction.MIN_BY;
        Object best = null;
        Object bestKey = null;
        for (List<@Nullable Object> row : rows) {
            Object value = ReferenceExpressions.value(aggregation.arguments().getFirst(), row);
            Object key = ReferenceExpressions.value(aggregation.arguments().getLast(), row);
            if (value == null || key == null) {
                continue;
            }
            int order = bestKey == null ? -1 : ReferenceOrder.compare(key, bestKey);
            if (order == 0 && best != null) {
                order = ReferenceOrder.compare(value, best);
            }
            if (bestKey == null || (isLeast ? order < 0 : order > 0)) {
                best = value;
                bestKey = key;
            }
        }
        return best;
    }

    /// The argument's values that are not NULL, each once if DISTINCT.
    private static List<Object> values(Aggregation aggregation, List<List<@Nullable Object>> rows) {
        List<Object> values = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Object value = ReferenceExpressions.value(aggregation.arguments().getFirst(), row);
            if (value != null) {
                values.add(value);
            }
        }
        if (aggregation.quantifier() == Aggregation.Quantifier.ALL) {
            return values;
        }
        TreeSet<Object> distinct = new TreeSet<>(ReferenceOrder::compare);
        distinct.addAll(values);
        return List.copyOf(distinct);
    }

    private static @Nullable Object ofValues(Aggregation aggregation, List<Object> values) {
        if (values.isEmpty()) {
            return switch (aggregation.function()) {
                case COUNT_ALL, COUNT -> 0L;
                case SUM,
                        AVG,
                        MIN,
                        MAX,
                        BOOL_AND,
                        BOOL_OR,
                        MIN_BY,
                        MAX_BY,
                        STRING_AGG,
                        VAR_POP,
                        VAR_SAMP,
                        STDDEV_POP,
                        STDDEV_SAMP,
                        PERCENTILE_CONT,
                        PERCENTILE_DISC ->
                        null;
            };
        }
        return switch (aggregation.function()) {
            case COUNT_ALL, COUNT -> (long) values.size();
            case SUM -> sum(values, aggregation.type());
            case AVG ->
                    average(values, aggregation.arguments().getFirst().type(), aggregation.type());
            case MIN -> values.stream().min(ReferenceOrder::compare).orElseThrow();
            case MAX -> values.stream().max(ReferenceOrder::compare).orElseThrow();
            case BOOL_AND -> values.stream().allMatch(Boolean.TRUE::equals);
            case BOOL_OR -> values.stream().anyMatch(Boolean.TRUE::equals);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP, PERCENTILE_CONT, PERCENTILE_DISC ->
                    ReferenceStatistics.value(aggregation, values);
            case MIN_BY, MAX_BY, STRING_AGG ->
                    throw new IllegalArgumentException("several arguments");
        };
    }

    private static Object sum(List<Object> values, Type type) {
        return switch (values.getFirst()) {
            case Long _ -> ReferenceNumbers.integer(exactSum(values).toBigIntegerExact(), type);
            case BigDecimal _ -> ReferenceNumbers.decimal(exactSum(values), (Type.Decimal) type);
            default -> floatingSum(values);
        };
    }

    /// Of decimals, the sum must fit as {@link AggregateFunction#SUM} would have it.
    private static Object average(List<Object> values, Type from, Type type) {
        BigDecimal count = BigDecimal.valueOf(values.size());
        return switch (values.getFirst()) {
            case Long _ -> exactSum(values).divide(count, DIGITS).doubleValue();
            case BigDecimal _ -> {
                Type.Decimal decimal = (Type.Decimal) type;
                yield ReferenceNumbers.decimal(
                        ReferenceNumbers.decimal(
                                        exactSum(values), Decimals.sum((Type.Decimal) from))
                                .divide(count, decimal.scale(), RoundingMode.HALF_UP),
                        decimal);
            }
            default -> floatingSum(values) / values.size();
        };
    }

    private static BigDecimal exactSum(List<Object> values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Object value : values) {
            sum =
                    sum.add(
                            value instanceof Long n
                                    ? new BigDecimal(BigInteger.valueOf(n))
                                    : (BigDecimal) value);
        }
        return sum;
    }

    /// Not finite only if a value is not.
    private static double floatingSum(List<Object> values) {
        double[] numbers = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return ReferenceNumbers.finite(sum, numbers);
    }
}
