package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import dev.trawl.plan.WindowCall;
import dev.trawl.plan.WindowFrame;
import dev.trawl.plan.WindowFunction;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/// Window functions inside Calcite's expressions as windows of Trawl below a projection: keys that
/// are computed become columns, then there is one window per partition and order.
final class WindowConversion {
    private final Function<Relation, RexConversion> expressions;
    private final Map<RexOver, Integer> places = new LinkedHashMap<>();
    private Relation relation;

    private WindowConversion(Relation input, Function<Relation, RexConversion> expressions) {
        this.relation = input;
        this.expressions = expressions;
    }

    /// The input with its windows, and the expressions over it.
    record Result(Relation input, List<RexNode> projects) {}

    static Result convert(
            Relation input, List<RexNode> projects, Function<Relation, RexConversion> expressions) {
        WindowConversion conversion = new WindowConversion(input, expressions);
        List<RexNode> plain = projects.stream().map(p -> p.accept(new WithoutGuards())).toList();
        List<RexOver> calls = new ArrayList<>();
        plain.forEach(p -> p.accept(new Finder(calls)));
        conversion.add(calls.stream().distinct().toList());
        return new Result(
                conversion.relation,
                plain.stream().map(p -> p.accept(new Replacement(conversion.places))).toList());
    }

    private void add(List<RexOver> calls) {
        Map<List<Object>, List<RexOver>> windows = new LinkedHashMap<>();
        for (RexOver call : calls) {
            RexWindow window = call.getWindow();
            windows.computeIfAbsent(
                            List.of(
                                    window.partitionKeys,
                                    window.orderKeys,
                                    WindowDistances.of(window)),
                            _ -> new ArrayList<>())
                    .add(call);
        }
        windows.values().forEach(this::addWindow);
    }

    private void addWindow(List<RexOver> calls) {
        RexWindow window = calls.getFirst().getWindow();
        List<Integer> partition = window.partitionKeys.stream().map(this::column).toList();
        List<SortKey> order = order(window);
        List<List<Expr>> arguments = new ArrayList<>();
        Map<List<RexNode>, List<Expr>> distinct = new LinkedHashMap<>();
        for (RexOver call : calls) {
            arguments.add(
                    call.isDistinct()
                            ? distinct.computeIfAbsent(
                                    call.getOperands(), _ -> firstCopies(call, partition))
                            : operands(call, relation));
        }
        List<WindowCall> converted = new ArrayList<>();
        int width = relation.fields().size();
        Type measured =
                order.isEmpty()
                        ? Type.Simple.BIGINT
                        : relation.fields().get(order.getFirst().column()).type();
        for (RexOver call : calls) {
            places.put(call, width + converted.size());
            converted.add(
                    call(call, "w" + converted.size(), arguments.get(converted.size()), measured));
        }
        relation = new Relation.Window(relation, partition, order, converted);
    }

    private List<Expr> operands(RexOver call, Relation over) {
        RexConversion conversion = expressions.apply(over);
        return call.getOperands().stream().map(conversion::convert).toList();
    }

    /// The keys; a single one that distances are measured on is as wide as they need.
    private List<SortKey> order(RexWindow window) {
        List<Expr.Literal> distances = WindowDistances.of(window);
        if (distances.isEmpty()) {
            return window.orderKeys.stream().map(this::key).toList();
        }
        SortKey key = key(window.orderKeys.getFirst());
        Type type = WindowDistances.type(distances, relation.fields().get(key.column()).type());
        Expr measured = WindowDistances.measured(Expressions.column(relation, key.column()));
        int column = column(Coercion.to(measured, type));
        return List.of(new SortKey(column, key.direction(), key.nulls()));
    }

    /// The argument of a DISTINCT call in the first row of each of its values; NULL in others.
    private List<Expr> firstCopies(RexOver call, List<Integer> partition) {
        List<Expr> operands = operands(call, relation);
        RexWindow window = call.getWindow();
        boolean isWhole =
                window.orderKeys.isEmpty()
                        && window.getExclude() == RexWindowExclusion.EXCLUDE_NO_OTHER;
        if (operands.size() != 1 || !isWhole || !operands.getFirst().type().isOrdered()) {
            throw Errors.notSupported("DISTINCT in a window with an order, or of several columns,");
        }
        List<Integer> copies = new ArrayList<>(partition);
        copies.add(column(operands.getFirst()));
        relation = Copies.numbered(relation, copies);
        Expr isFirst =
                Expr.Call.of(
                        dev.trawl.plan.Function.EQ,
                        Expressions.column(relation, relation.fields().size() - 1),
                        Literals.of(1L));
        Expr value = Expressions.column(relation, copies.getLast());
        return List.of(
                new Expr.Conditional(
                        List.of(new Expr.Branch(isFirst, value)), Literals.ofNull(value.type())));
    }

    /// The column that holds a key, which is computed first unless it is one.
    private int column(RexNode key) {
        if (key instanceof RexInputRef ref) {
            return ref.getIndex();
        }
        return column(expressions.apply(relation).convert(key));
    }

    private int column(Expr key) {
        if (key instanceof Expr.Column known) {
            return known.index();
        }
        List<NamedExpr> columns = new ArrayList<>();
        for (int i = 0; i < relation.fields().size(); i++) {
            columns.add(
                    new NamedExpr(
                            relation.fields().get(i).name(), Expressions.column(relation, i)));
        }
        columns.add(new NamedExpr("key", key));
        relation = new Relation.Project(relation, columns);
        return columns.size() - 1;
    }

    private SortKey key(RexFieldCollation key) {
        boolean isDescending = key.getDirection().isDescending();
        boolean isNullFirst =
                key.getNullDirection() == RelFieldCollation.NullDirection.UNSPECIFIED
                        ? isDescending
                        : key.getNullDirection() == RelFieldCollation.NullDirection.FIRST;
        return new SortKey(
                column(key.left),
                isDescending ? SortKey.Direction.DESCENDING : SortKey.Direction.ASCENDING,
                isNullFirst ? SortKey.Nulls.FIRST : SortKey.Nulls.LAST);
    }

    /// @param measured the type of the window's first key
    private static WindowCall call(RexOver over, String name, List<Expr> arguments, Type measured) {
        if (over.ignoreNulls()) {
            throw Errors.notSupported("IGNORE NULLS");
        }
        WindowFunction function = function(over, arguments);
        return new WindowCall(
                name,
                function,
                arguments(function, arguments),
                function.readsFrame() ? frame(over, measured) : WindowFrame.PARTITION);
    }

    private static WindowFunction function(RexOver over, List<Expr> arguments) {
        boolean isBoolean =
                !arguments.isEmpty() && arguments.getFirst().type() == Type.Simple.BOOLEAN;
        return switch (over.getAggOperator().getKind()) {
            case ROW_NUMBER -> WindowFunction.ROW_NUMBER;
            case RANK -> WindowFunction.RANK;
            case DENSE_RANK -> WindowFunction.DENSE_RANK;
            case PERCENT_RANK -> WindowFunction.PERCENT_RANK;
            case CUME_DIST -> WindowFunction.CUME_DIST;
            case NTILE -> WindowFunction.NTILE;
            case LAG -> WindowFunction.LAG;
            case LEAD -> WindowFunction.LEAD;
            case FIRST_VALUE -> WindowFunction.FIRST_VALUE;
            case LAST_VALUE -> WindowFunction.LAST_VALUE;
            case NTH_VALUE -> WindowFunction.NTH_VALUE;
            case COUNT -> arguments.isEmpty() ? WindowFunction.COUNT_ALL : WindowFunction.COUNT;
            case SUM, SUM0 -> WindowFunction.SUM;
            case AVG -> WindowFunction.AVG;
            case MIN -> isBoolean ? WindowFunction.BOOL_AND : WindowFunction.MIN;
            case MAX -> isBoolean ? WindowFunction.BOOL_OR : WindowFunction.MAX;
            default ->
                    switch (over.getAggOperator().getName().toUpperCase(Locale.ROOT)) {
                        case "EVERY", "BOOL_AND" -> WindowFunction.BOOL_AND;
                        case "SOME", "BOOL_OR" -> WindowFunction.BOOL_OR;
                        default ->
                                throw Errors.notSupported(
                                        "%s as a window function"
                                                .formatted(
                                                        over.getAggOperator()
                                                                .getName()
                                                                .toLowerCase(Locale.ROOT)));
                    };
        };
    }

    private static List<Expr> arguments(WindowFunction function, List<Expr> arguments) {
        return switch (function) {
            case NTILE -> List.of(number(function, arguments.getFirst(), 1));
            case NTH_VALUE -> List.of(arguments.getFirst(), number(function, arguments.get(1), 1));
            case LAG, LEAD -> shift(function, arguments);
            case ROW_NUMBER,
                    RANK,
                    DENSE_RANK,
                    PERCENT_RANK,
                    CUME_DIST,
                    FIRST_VALUE,
                    LAST_VALUE,
                    COUNT_ALL,
                    COUNT,
                    SUM,
                    AVG,
                    MIN,
                    MAX,
                    BOOL_AND,
                    BOOL_OR ->
                    arguments;
        };
    }

    private static List<Expr> shift(WindowFunction function, List<Expr> arguments) {
        Expr value = arguments.getFirst();
        Expr by = arguments.size() < 2 ? Literals.of(1L) : number(function, arguments.get(1), 0);
        if (arguments.size() < 3) {
            return List.of(value, by);
        }
        Type type = Coercion.common(value, arguments.get(2));
        return List.of(Coercion.to(value, type), by, Coercion.to(arguments.get(2), type));
    }

    private static Expr number(WindowFunction function, Expr argument, long least) {
        Expr number = Coercion.to(argument, Type.Simple.BIGINT);
        if (!(number instanceof Expr.Literal(Object value, _))) {
            throw Errors.notSupported(
                    "%s by something that is not a constant".formatted(function.text()));
        }
        if (!(value instanceof Long n) || n < least) {
            throw new TrawlException(
                    ErrorCode.INVALID_ARGUMENT,
                    "the number of %s is at least %d".formatted(function.text(), least));
        }
        return number;
    }

    private static WindowFrame frame(RexOver over, Type measured) {
        RexWindow window = over.getWindow();
        if (over.isDistinct()) {
            return WindowFrame.PARTITION;
        }
        WindowFrame.Unit unit = window.isRows() ? WindowFrame.Unit.ROWS : WindowFrame.Unit.RANGE;
        try {
            return new WindowFrame(
                    unit,
                    bound(window.getLowerBound(), window, measured),
                    bound(window.getUpperBound(), window, measured),
                    exclude(window.getExclude()));
        } catch (IllegalArgumentException e) {
            throw Errors.notSupported("a frame that ends before it starts");
        }
    }

    private static WindowFrame.Exclude exclude(RexWindowExclusion exclusion) {
        return switch (exclusion) {
            case EXCLUDE_NO_OTHER -> WindowFrame.Exclude.NOTHING;
            case EXCLUDE_CURRENT_ROW -> WindowFrame.Exclude.CURRENT_ROW;
            case EXCLUDE_GROUP -> WindowFrame.Exclude.GROUP;
            case EXCLUDE_TIES -> WindowFrame.Exclude.TIES;
        };
    }

    private static WindowFrame.Bound bound(RexWindowBound bound, RexWindow window, Type measured) {
        if (bound.isCurrentRow()) {
            return new WindowFrame.Bound.Current();
        }
        if (bound.isUnboundedPreceding()) {
            return new WindowFrame.Bound.First();
        }
        if (bound.isUnboundedFollowing()) {
            return new WindowFrame.Bound.Last();
        }
        if (!window.isRows()) {
            Expr.Literal amount = WindowDistances.amount(bound, measured);
            return bound.isPreceding()
                    ? new WindowFrame.Bound.Before(amount)
                    : new WindowFrame.Bound.After(amount);
        }
        long rows = rows(bound.getOffset());
        return bound.isPreceding()
                ? new WindowFrame.Bound.Preceding(rows)
                : new WindowFrame.Bound.Following(rows);
    }

    private static long rows(@Nullable RexNode offset) {
        BigDecimal rows =
                offset instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        if (rows == null || rows.signum() < 0) {
            throw new TrawlException(
                    ErrorCode.INVALID_ARGUMENT,
                    "the offset of a window's frame is a constant of at least 0");
        }
        return rows.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    /// Takes out what Calcite puts around sums: `CASE WHEN count(x) > 0 THEN $sum0(x) END` is
    /// `sum(x)` here, which is NULL over no values.
    private static final class WithoutGuards extends RexShuttle {
        @Override
        public RexNode visitCall(RexCall call) {
            if (call.getKind() == SqlKind.CASE
                    && call.getOperands().size() == 3
                    && call.getOperands().getFirst() instanceof RexCall test
                    && test.getKind() == SqlKind.GREATER_THAN
                    && test.getOperands().getFirst() instanceof RexOver count
                    && count.getAggOperator().getKind() == SqlKind.COUNT
                    && call.getOperands().getLast() instanceof RexLiteral otherwise
                    && otherwise.isNull()) {
                RexNode value = call.getOperands().get(1);
                RexNode inner =
                        value.isA(SqlKind.CAST)
                                ? ((RexCall) value).getOperands().getFirst()
                                : value;
                if (inner instanceof RexOver sum
                        && sum.getAggOperator().getKind() == SqlKind.SUM0
                        && sum.getOperands().equals(count.getOperands())
                        && sum.getWindow().equals(count.getWindow())) {
                    return super.visitCall((RexCall) value);
                }
            }
            return super.visitCall(call);
        }
    }

    private static final class Finder extends RexShuttle {
        private final List<RexOver> found;

        Finder(List<RexOver> found) {
            this.found = found;
        }

        @Override
        public RexNode visitOver(RexOver over) {
            found.add(over);
            return over;
        }
    }

    private static final class Replacement extends RexShuttle {
        private final Map<RexOver, Integer> places;

        Replacement(Map<RexOver, Integer> places) {
            this.places = places;
        }

        @Override
        public RexNode visitOver(RexOver over) {
            return new RexInputRef(
                    java.util.Objects.requireNonNull(places.get(over)), over.getType());
        }
    }
}
