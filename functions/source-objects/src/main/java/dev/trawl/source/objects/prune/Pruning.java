package dev.trawl.source.objects.prune;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Whether a predicate may be true for some row, given what is known of the columns. Yes where in
/// doubt.
public final class Pruning {
    private final IntFunction<ColumnRange> ranges;

    /// @param ranges by the index that the predicates use
    public Pruning(IntFunction<ColumnRange> ranges) {
        this.ranges = ranges;
    }

    public boolean mayMatch(List<Expr> predicates) {
        return predicates.stream().allMatch(this::mayMatch);
    }

    private boolean mayMatch(Expr predicate) {
        return switch (predicate) {
            case Expr.Literal literal -> Boolean.TRUE.equals(literal.value());
            case Expr.Column column ->
                    mayBe(ranges.apply(column.index()), Function.EQ, true, Type.Simple.BOOLEAN);
            case Expr.In(Expr.Column column, List<Expr.Literal> values) ->
                    values.stream().anyMatch(v -> mayMatch(Function.EQ, column, v));
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

    private boolean mayMatch(Function function, Expr.Column column, Expr.Literal literal) {
        Object value = literal.value();
        return value != null && mayBe(ranges.apply(column.index()), function, value, column.type());
    }

    private static boolean mayBe(ColumnRange range, Function function, Object value, Type type) {
        if (range.nulls() == ColumnRange.Nulls.ALL) {
            return false;
        }
        OptionalInt toMin = compare(value, range.min());
        OptionalInt toMax = compare(value, range.max());
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

    /// Order of two values of one type, empty if a bound is not known or has no order here.
    private static OptionalInt compare(Object value, @Nullable Object bound) {
        if (bound == null) {
            return OptionalInt.empty();
        }
        return switch (value) {
            case Long a when bound instanceof Long b -> OptionalInt.of(Long.compare(a, b));
            case BigDecimal a when bound instanceof BigDecimal b -> OptionalInt.of(a.compareTo(b));
            case Float a when bound instanceof Float b -> floating(a, b);
            case Double a when bound instanceof Double b -> floating(a, b);
            case Boolean a when bound instanceof Boolean b -> OptionalInt.of(Boolean.compare(a, b));
            case LocalDate a when bound instanceof LocalDate b -> OptionalInt.of(a.compareTo(b));
            case LocalDateTime a when bound instanceof LocalDateTime b ->
                    OptionalInt.of(a.compareTo(b));
            case Instant a when bound instanceof Instant b -> OptionalInt.of(a.compareTo(b));
            case String a when bound instanceof String b ->
                    OptionalInt.of(
                            Arrays.compareUnsigned(
                                    a.getBytes(StandardCharsets.UTF_8),
                                    b.getBytes(StandardCharsets.UTF_8)));
            case Bytes a when bound instanceof Bytes b ->
                    OptionalInt.of(Arrays.compareUnsigned(a.toArray(), b.toArray()));
            default -> OptionalInt.empty();
        };
    }

    /// Both zeros are equal; nothing is known of NaN.
    private static OptionalInt floating(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(a < b ? -1 : a > b ? 1 : 0);
    }
}
