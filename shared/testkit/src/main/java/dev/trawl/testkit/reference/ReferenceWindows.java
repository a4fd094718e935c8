package dev.trawl.testkit.reference;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.WindowCall;
import dev.trawl.plan.WindowFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Window functions, each value by itself from the rows of its partition.
final class ReferenceWindows {
    private final Comparator<List<@Nullable Object>> order;
    private final List<SortKey> keys;

    private ReferenceWindows(List<SortKey> keys) {
        this.order = ReferenceEvaluator.order(keys);
        this.keys = keys;
    }

    static List<List<@Nullable Object>> rows(
            Relation.Window window, List<List<@Nullable Object>> input) {
        TreeMap<List<@Nullable Object>, List<List<@Nullable Object>>> partitions =
                new TreeMap<>(ReferenceOrder.ofRows());
        for (List<@Nullable Object> row : input) {
            List<@Nullable Object> key = new ArrayList<>();
            window.partition().forEach(c -> key.add(row.get(c)));
            List<List<@Nullable Object>> partition = partitions.get(key);
            if (partition == null) {
                partition = new ArrayList<>();
                partitions.put(key, partition);
            }
            partition.add(row);
        }
        ReferenceWindows windows = new ReferenceWindows(window.order());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<List<@Nullable Object>> partition : partitions.values()) {
            partition.sort(windows.order);
            for (int at = 0; at < partition.size(); at++) {
                List<@Nullable Object> row = new ArrayList<>(partition.get(at));
                for (WindowCall call : window.calls()) {
                    row.add(windows.value(call, partition, at));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private @Nullable Object value(
            WindowCall call, List<List<@Nullable Object>> partition, int at) {
        int size = partition.size();
        int peers = first(partition, at);
        return switch (call.function()) {
            case ROW_NUMBER -> at + 1L;
            case RANK -> peers + 1L;
            case DENSE_RANK ->
                    IntStream.rangeClosed(0, peers).filter(i -> first(partition, i) == i).count();
            case PERCENT_RANK -> size == 1 ? 0.0 : (double) peers / (size - 1);
            case CUME_DIST -> (last(partition, at) + 1.0) / size;
            case NTILE -> bucket(number(call, 0), size, at);
            case LAG -> shifted(call, partition, at, -number(call, 1));
            case LEAD -> shifted(call, partition, at, number(call, 1));
            case FIRST_VALUE -> nth(call, frame(call.frame(), partition, at), 1);
            case LAST_VALUE -> {
                List<List<@Nullable Object>> frame = frame(call.frame(), partition, at);
                yield nth(call, frame, frame.size());
            }
            case NTH_VALUE -> nth(call, frame(call.frame(), partition, at), number(call, 1));
            case COUNT_ALL, COUNT, SUM, AVG, MIN, MAX, BOOL_AND, BOOL_OR ->
                    ReferenceAggregates.value(
                            aggregation(call), frame(call.frame(), partition, at));
        };
    }

    private static Aggregation aggregation(WindowCall call) {
        AggregateFunction function = call.function().aggregate().orElseThrow();
        return new Aggregation(
                call.name(), function, call.arguments(), Aggregation.Quantifier.ALL, null);
    }

    private static long number(WindowCall call, int argument) {
        return call.arguments().get(argument) instanceof Expr.Literal(Object value, _)
                        && value instanceof Long n
                ? n
                : 0;
    }

    /// The first `rows % buckets` buckets have one row more than the others.
    private static long bucket(long buckets, int rows, int at) {
        long small = rows / buckets;
        long large = rows % buckets;
        long inLarge = large * (small + 1);
        return at < inLarge ? at / (small + 1) + 1 : large + (at - inLarge) / small + 1;
    }

    private static @Nullable Object shifted(
            WindowCall call, List<List<@Nullable Object>> partition, int at, long by) {
        boolean isIn = by >= -(long) at && by < (long) partition.size() - at;
        if (isIn) {
            return ReferenceExpressions.value(
                    call.arguments().getFirst(), partition.get(Math.toIntExact(at + by)));
        }
        return call.arguments().size() == 3
                ? ReferenceExpressions.value(call.arguments().get(2), partition.get(at))
                : null;
    }

    private static @Nullable Object nth(
            WindowCall call, List<List<@Nullable Object>> frame, long position) {
        return position < 1 || position > frame.size()
                ? null
                : ReferenceExpressions.value(
                        call.arguments().getFirst(), frame.get(Math.toIntExact(position - 1)));
    }

    private List<List<@Nullable Object>> frame(
            WindowFrame frame, List<List<@Nullable Object>> partition, int at) {
        boolean isRange = frame.unit() == WindowFrame.Unit.RANGE;
        int first = first(partition, at);
        int last = last(partition, at);
        ReferenceDistances distances = new ReferenceDistances(keys, partition, at);
        long start =
                frame.start() instanceof WindowFrame.Bound.Before
                                || frame.start() instanceof WindowFrame.Bound.After
                        ? distances.start(frame.start(), first)
                        : place(frame.start(), partition, isRange ? first : at);
        long end =
                frame.end() instanceof WindowFrame.Bound.Before
                                || frame.end() instanceof WindowFrame.Bound.After
                        ? distances.end(frame.end(), last)
                        : place(frame.end(), partition, isRange ? last : at);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = Math.max(0, start); i <= Math.min(partition.size() - 1L, end); i++) {
            boolean isSeen =
                    switch (frame.exclude()) {
                        case NOTHING -> true;
                        case CURRENT_ROW -> i != at;
                        case GROUP -> i < first || i > last;
                        case TIES -> i == at || i < first || i > last;
                    };
            if (isSeen) {
                rows.add(partition.get(Math.toIntExact(i)));
            }
        }
        return rows;
    }

    private static long place(
            WindowFrame.Bound bound, List<List<@Nullable Object>> partition, int current) {
        int size = partition.size();
        return switch (bound) {
            case WindowFrame.Bound.First _ -> 0;
            case WindowFrame.Bound.Preceding(long rows) -> Math.max(-1, current - rows);
            case WindowFrame.Bound.Current _ -> current;
            case WindowFrame.Bound.Following(long rows) ->
                    rows > size ? size : Math.min(size, current + rows);
            case WindowFrame.Bound.Last _ -> size - 1L;
            case WindowFrame.Bound.Before _, WindowFrame.Bound.After _ ->
                    throw new IllegalArgumentException("a distance is no place");
        };
    }

    /// The first of the row's peers.
    private int first(List<List<@Nullable Object>> partition, int at) {
        int first = at;
        while (first > 0 && order.compare(partition.get(first - 1), partition.get(at)) == 0) {
            first--;
        }
        return first;
    }

    private int last(List<List<@Nullable Object>> partition, int at) {
        int last = at;
        while (last + 1 < partition.size()
                && order.compare(partition.get(last + 1), partition.get(at)) == 0) {
            last++;
        }
        return last;
    }
}
