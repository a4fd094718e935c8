package dev.trawl.source.objects.prune;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/// Whether a predicate may be true for some row, given what is known of the columns. Yes where in
/// doubt.
public final class Pruning {
    private final InLists lists;
    private final IntFunction<ColumnRange> ranges;
    private final IntFunction<Presence> presences;

    /// @param lists of the predicates
    /// @param ranges by the index that the predicates use
    public Pruning(InLists lists, IntFunction<ColumnRange> ranges) {
        this(lists, ranges, _ -> Presence.UNKNOWN);
    }

    /// @param presences asked only for values that lie in the ranges
    public Pruning(
            InLists lists, IntFunction<ColumnRange> ranges, IntFunction<Presence> presences) {
        this.lists = lists;
        this.ranges = ranges;
        this.presences = presences;
    }

    public boolean mayMatch(List<Expr> predicates) {
        return predicates.stream().allMatch(this::mayMatch);
    }

    private boolean mayMatch(Expr predicate) {
        return switch (predicate) {
            case Expr.Literal literal -> Boolean.TRUE.equals(literal.value());
            case Expr.Column column ->
                    mayBe(ranges.apply(column.index()), Function.EQ, true, Type.Simple.BOOLEAN);
            case Expr.In in when in.operand() instanceof Expr.Column column -> mayMatch(in, column);
            case Expr.Call call -> mayMatchCall(call);
            case Expr.In _, Expr.Cast _, Expr.Conditional _ -> true;
        };
    }

    private boolean mayMatchCall(Expr.Call call) {
        List<Expr> a = call.arguments();
        return switch (call.function()) {
            case AND -> a.stream().allMatch(this::mayMatch);
            case OR -> a.stream().anyMatch(this::mayMatch);
            case IS_TRUE -> mayMatch(a.getFirst());
            case IS_NULL ->
                    !(a.getFirst() instanceof Expr.Column c)
                            || ranges.apply(c.index()).nulls() != ColumnRange.Nulls.NONE;
            case IS_NOT_NULL ->
                    !(a.getFirst() instanceof Expr.Column c)
                            || ranges.apply(c.index()).nulls() != ColumnRange.Nulls.ALL;
            case EQ, NE, LT, LE, GT, GE -> mayCompare(call.function(), a.get(0), a.get(1));
            case STARTS_WITH ->
                    !(a.get(0) instanceof Expr.Column c)
                            || !(a.get(1) instanceof Expr.Literal l)
                            || mayStart(ranges.apply(c.index()), l);
            default -> true;
        };
    }

    private boolean mayCompare(Function function, Expr left, Expr right) {
        if (left instanceof Expr.Column column && right instanceof Expr.Literal literal) {
            return mayMatch(function, column, literal);
        }
        if (left instanceof Expr.Literal literal && right instanceof Expr.Column column) {
            return mayMatch(flipped(function), column, literal);
        }
        return true;
    }

    private static Function flipped(Function function) {
        return switch (function) {
            case LT -> Function.GT;
            case LE -> Function.GE;
            case GT -> Function.LT;
            case GE -> Function.LE;
            default -> function;
        };
    }

    private boolean mayMatch(Expr.In in, Expr.Column column) {
        ColumnRange range = ranges.apply(column.index());
        if (range.nulls() == ColumnRange.Nulls.ALL) {
            return false;
        }
        List<Object> within = lists.within(in, range);
        if (within == null) {
            return in.values().stream().anyMatch(v -> mayMatch(Function.EQ, column, v));
        }
        Presence presence = within.isEmpty() ? _ -> false : presences.apply(column.index());
        return within.stream().anyMatch(presence::mayHold);
    }

    private boolean mayMatch(Function function, Expr.Column column, Expr.Literal literal) {
        Object value = literal.value();
        return value != null
                && mayBe(ranges.apply(column.index()), function, value, column.type())
                && (function != Function.EQ || presences.apply(column.index()).mayHold(value));
    }

    private static boolean mayBe(ColumnRange range, Function function, Object value, Type type) {
        if (range.nulls() == ColumnRange.Nulls.ALL) {
            return false;
        }
        OptionalInt toMin = Order.compare(value, range.min());
        OptionalInt toMax = Order.compare(value, range.max());
        // A NaN is above every number, and bounds do not count it.
        boolean mayExceed = type.isFloating();
        return switch (function) {
            case EQ ->
                    !(toMin.isPresent() && toMin.getAsInt() < 0
                            || toMax.isPresent() && toMax.getAsInt() > 0);
            case NE ->
                    mayExceed
                            || !(toMin.isPresent()
                                    && toMin.getAsInt() == 0
                                    && toMax.isPresent()
                                    && toMax.getAsInt() == 0);
            case LT -> !(toMin.isPresent() && toMin.getAsInt() <= 0);
            case LE -> !(toMin.isPresent() && toMin.getAsInt() < 0);
            case GT -> mayExceed || !(toMax.isPresent() && toMax.getAsInt() >= 0);
            case GE -> mayExceed || !(toMax.isPresent() && toMax.getAsInt() > 0);
            default -> true;
        };
    }

    private static boolean mayStart(ColumnRange range, Expr.Literal literal) {
        if (!(literal.value() instanceof String prefix)) {
            return false;
        }
        if (range.nulls() == ColumnRange.Nulls.ALL) {
            return false;
        }
        byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
        if (range.max() instanceof String max
                && Arrays.compareUnsigned(max.getBytes(StandardCharsets.UTF_8), start) < 0) {
            return false;
        }
        if (range.min() instanceof String min) {
            byte[] bytes = min.getBytes(StandardCharsets.UTF_8);
            byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, start.length));
            return Arrays.compareUnsigned(head, start) <= 0;
        }
        return true;
    }
}
