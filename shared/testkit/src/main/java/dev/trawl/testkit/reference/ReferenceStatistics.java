package dev.trawl.testkit.reference;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Spread and percentiles of values, of which there is one at least.
final class ReferenceStatistics {
    private ReferenceStatistics() {}

    static @Nullable Object value(Aggregation aggregation, List<Object> values) {
        return switch (aggregation.function()) {
            case VAR_POP -> spread(values, 0, Root.NO);
            case VAR_SAMP -> spread(values, 1, Root.NO);
            case STDDEV_POP -> spread(values, 0, Root.YES);
            case STDDEV_SAMP -> spread(values, 1, Root.YES);
            default -> percentile(aggregation, values);
        };
    }

    private enum Root {
        NO,
        YES
    }

    private static @Nullable Double spread(List<Object> values, int less, Root root) {
        double[] numbers = values.stream().mapToDouble(v -> (Double) v).toArray();
        if (numbers.length <= less) {
            return null;
        }
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                return Double.NaN;
            }
            double before = numbers[i] - mean;
            mean += before / (i + 1);
            squares += before * (numbers[i] - mean);
        }
        double variance = ReferenceNumbers.finite(squares / (numbers.length - less), numbers);
        return root == Root.YES ? Math.sqrt(variance) : variance;
    }

    private static Object percentile(Aggregation aggregation, List<Object> values) {
        List<Object> sorted = values.stream().sorted(ReferenceOrder::compare).toList();
        if (!(aggregation.arguments().getLast() instanceof Expr.Literal(Object value, _))
                || !(value instanceof BigDecimal fraction)) {
            throw new IllegalArgumentException("a percentile has a constant fraction");
        }
        if (aggregation.function() == AggregateFunction.PERCENTILE_DISC) {
            int place =
                    fraction.multiply(BigDecimal.valueOf(sorted.size()))
                            .setScale(0, RoundingMode.CEILING)
                            .intValueExact();
            return sorted.get(Math.max(0, place - 1));
        }
        double place = fraction.doubleValue() * (sorted.size() - 1);
        double low = (Double) sorted.get((int) Math.floor(place));
        double high = (Double) sorted.get((int) Math.ceil(place));
        double share = place - Math.floor(place);
        return share == 0 ? low : low * (1 - share) + high * share;
    }
}
