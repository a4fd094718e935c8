package dev.trawl.testkit;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import dev.trawl.plan.WindowCall;
import dev.trawl.plan.WindowFrame;
import dev.trawl.plan.WindowFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Random well-typed relations whose answer SQL defines uniquely, up to order: a limit stands over
/// a sort by all columns; no sums of floating numbers. The same seed gives the same ones.
public final class PlanGenerator {
    private static final int EXPR_DEPTH = 3;
    private static final int COLUMNS_MAX = 6;

    /// Whose results can be compared with others: digits of a spread depend on the order of rows.
    private static final List<AggregateFunction> EXACT =
            Stream.of(AggregateFunction.values())
                    .filter(f -> !f.text().startsWith("var") && !f.text().startsWith("stddev"))
                    .toList();

    private final Random random;
    private final ExprGenerator exprs;
    private final List<TableData> tables;

    private PlanGenerator(Random random, List<TableData> tables) {
        this.random = random;
        this.exprs = new ExprGenerator(random);
        this.tables = List.copyOf(tables);
    }

    public static PlanGenerator over(List<TableData> tables, long seed) {
        return new PlanGenerator(new Random(seed), tables);
    }

    /// A table of random rows with a column of every type.
    public static TableData table(String name, int rows, long seed) {
        Random random = new Random(seed);
        ExprGenerator exprs = new ExprGenerator(random);
        List<Field> fields =
                IntStream.range(0, ExprGenerator.TYPES.size())
                        .mapToObj(i -> new Field(name + i, ExprGenerator.TYPES.get(i)))
                        .toList();
        List<List<@Nullable Object>> data = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            fields.forEach(f -> row.add(exprs.value(f.type())));
            data.add(row);
        }
        return new TableData(name, fields, data);
    }

    public Relation relation(int depth) {
        if (depth <= 0) {
            return random.nextInt(8) == 0 ? values() : pick(tables).scan();
        }
        int next = depth - 1;
        return switch (random.nextInt(13)) {
            case 0, 1, 2 -> project(relation(next));
            case 3, 4 -> {
                Relation input = relation(next);
                yield new Relation.Filter(input, predicate(input.fields()));
            }
            case 5, 6 -> join(relation(next), relation(random.nextInt(depth)));
            case 7, 8 -> aggregate(relation(next));
            case 9 -> sort(relation(next));
            case 10 -> window(relation(next));
            case 11 -> limit(sort(relation(next)));
            default -> union(relation(next), relation(random.nextInt(depth)));
        };
    }

    private Expr predicate(List<Field> fields) {
        return exprs.expr(Type.Simple.BOOLEAN, fields, EXPR_DEPTH);
    }

    private Relation values() {
        List<Field> fields =
                List.of(new Field("n", Type.Simple.INTEGER), new Field("s", Type.Simple.VARCHAR));
        List<List<Expr.Literal>> rows =
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(_ -> fields.stream().map(f -> exprs.literal(f.type())).toList())
                        .toList();
        return new Relation.Values(fields, rows);
    }

    private Relation project(Relation input) {
        List<NamedExpr> columns = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(COLUMNS_MAX); i++) {
            columns.add(
                    new NamedExpr(
                            "e" + i,
                            exprs.expr(pick(ExprGenerator.TYPES), input.fields(), EXPR_DEPTH)));
        }
        return new Relation.Project(input, columns);
    }

    private Relation join(Relation left, Relation right) {
        List<Expr> conditions = new ArrayList<>();
        int width = left.fields().size();
        for (int l = 0; l < width; l++) {
            for (int r = 0; r < right.fields().size(); r++) {
                if (left.fields().get(l).type().equals(right.fields().get(r).type())
                        && random.nextInt(10) == 0) {
                    conditions.add(
                            Expr.Call.of(
                                    Function.EQ,
                                    Expressions.column(left, l),
                                    new Expr.Column(width + r, right.fields().get(r).type())));
                }
            }
        }
        if (random.nextInt(4) == 0) {
            List<Field> both = new ArrayList<>(left.fields());
            both.addAll(right.fields());
            conditions.add(predicate(both));
        }
        return new Relation.Join(
                left,
                right,
                pick(List.of(Relation.Join.Kind.values())),
                Expressions.and(conditions));
    }

    private Relation aggregate(Relation input) {
        List<Integer> keys =
                IntStream.range(0, input.fields().size())
                        .filter(_ -> random.nextInt(4) == 0)
                        .limit(3)
                        .boxed()
                        .toList();
        List<Aggregation> aggregations = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            aggregations.add(aggregation("a" + i, input.fields()));
        }
        return new Relation.Aggregate(input, keys, aggregations);
    }

    private Aggregation aggregation(String name, List<Field> fields) {
        AggregateFunction function = pick(EXACT);
        boolean isAll =
                function == AggregateFunction.COUNT_ALL
                        || function == AggregateFunction.PERCENTILE_CONT
                        || function == AggregateFunction.PERCENTILE_DISC
                        || random.nextInt(3) > 0;
        return new Aggregation(
                name,
                function,
                arguments(function, fields, isAll),
                isAll ? Aggregation.Quantifier.ALL : Aggregation.Quantifier.DISTINCT,
                random.nextInt(4) == 0 ? predicate(fields) : null);
    }

    private List<Expr> arguments(AggregateFunction function, List<Field> fields, boolean isAll) {
        return switch (function) {
            case COUNT_ALL -> List.of();
            case BOOL_AND, BOOL_OR -> List.of(exprs.expr(Type.Simple.BOOLEAN, fields, 2));
            case SUM ->
                    List.of(
                            exprs.expr(
                                    pick(List.of(Type.Simple.INTEGER, new Type.Decimal(12, 2))),
                                    fields,
                                    2));
            case AVG -> List.of(exprs.expr(new Type.Decimal(12, 2), fields, 2));
            case COUNT, MIN, MAX -> List.of(exprs.expr(pick(ExprGenerator.TYPES), fields, 2));
            case MIN_BY, MAX_BY ->
                    List.of(
                            exprs.expr(pick(ExprGenerator.TYPES), fields, 2),
                            exprs.expr(pick(ExprGenerator.TYPES), fields, 2));
            case STRING_AGG -> joined(fields, isAll);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> List.of(wide(fields));
            case PERCENTILE_CONT -> List.of(wide(fields), fraction());
            case PERCENTILE_DISC ->
                    List.of(exprs.expr(pick(ExprGenerator.TYPES), fields, 2), fraction());
        };
    }

    private Expr wide(List<Field> fields) {
        return Expr.Cast.strict(exprs.expr(Type.Simple.INTEGER, fields, 2), Type.Simple.DOUBLE);
    }

    private Expr fraction() {
        return Literals.of(
                new BigDecimal(pick(List.of("0.00", "0.25", "0.50", "0.75", "1.00"))),
                new Type.Decimal(3, 2));
    }

    private List<Expr> joined(List<Field> fields, boolean isAll) {
        List<Expr> arguments = new ArrayList<>();
        arguments.add(exprs.expr(Type.Simple.VARCHAR, fields, 2));
        arguments.add(Literals.of(pick(List.of(",", "", "; "))));
        if (isAll && random.nextBoolean()) {
            arguments.add(Literals.of(pick(List.of("al", "df", "af", "dl"))));
            arguments.add(exprs.expr(pick(ExprGenerator.TYPES), fields, 2));
        } else {
            arguments.add(Literals.of(""));
        }
        return arguments;
    }

    private Relation sort(Relation input) {
        List<SortKey> keys =
                IntStream.range(0, input.fields().size())
                        .mapToObj(i ->
                                new SortKey(
                                        i,
                                        pick(List.of(SortKey.Direction.values())),
                                        pick(List.of(SortKey.Nulls.values()))))
                        .toList();
        return new Relation.Sort(input, keys);
    }

    /// Frames of rows and functions that tell peers apart stand over an order of all columns.
    private Relation window(Relation input) {
        int columns = input.fields().size();
        boolean isTotal = random.nextBoolean();
        List<Integer> partition =
                IntStream.range(0, columns).filter(_ -> random.nextInt(5) == 0).boxed().toList();
        List<SortKey> order =
                ((Relation.Sort) sort(input))
                        .keys().stream().filter(_ -> isTotal || random.nextInt(4) == 0).toList();
        List<WindowCall> calls = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            calls.add(call("w" + i, input.fields(), isTotal));
        }
        return new Relation.Window(input, partition, order, calls);
    }

    private WindowCall call(String name, List<Field> fields, boolean isTotal) {
        WindowFunction function =
                pick(
                        isTotal
                                ? List.of(WindowFunction.values())
                                : List.of(
                                        WindowFunction.RANK,
                                        WindowFunction.DENSE_RANK,
                                        WindowFunction.COUNT_ALL,
                                        WindowFunction.SUM,
                                        WindowFunction.MAX));
        Type type =
                switch (function) {
                    case BOOL_AND, BOOL_OR -> Type.Simple.BOOLEAN;
                    case SUM -> pick(List.of(Type.Simple.INTEGER, new Type.Decimal(12, 2)));
                    case AVG -> new Type.Decimal(12, 2);
                    default -> pick(ExprGenerator.TYPES);
                };
        List<Expr> arguments =
                switch (function) {
                    case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, COUNT_ALL ->
                            List.of();
                    case NTILE -> List.of(Literals.of(1L + random.nextInt(5)));
                    case LAG, LEAD -> {
                        Expr offset = Literals.of((long) random.nextInt(3));
                        yield List.of(
                                exprs.expr(type, fields, 2), offset, exprs.expr(type, fields, 1));
                    }
                    case NTH_VALUE ->
                            List.of(
                                    exprs.expr(type, fields, 2),
                                    Literals.of(1L + random.nextInt(3)));
                    case FIRST_VALUE, LAST_VALUE, COUNT, SUM, AVG, MIN, MAX, BOOL_AND, BOOL_OR ->
                            List.of(exprs.expr(type, fields, 2));
                };
        WindowFrame frame = function.readsFrame() ? frame(isTotal) : WindowFrame.PARTITION;
        return new WindowCall(name, function, arguments, frame);
    }

    private WindowFrame frame(boolean isTotal) {
        if (!isTotal || random.nextInt(3) == 0) {
            return new WindowFrame(
                    WindowFrame.Unit.RANGE,
                    random.nextBoolean()
                            ? new WindowFrame.Bound.First()
                            : new WindowFrame.Bound.Current(),
                    random.nextBoolean()
                            ? new WindowFrame.Bound.Current()
                            : new WindowFrame.Bound.Last(),
                    isTotal
                            ? WindowFrame.Exclude.NOTHING
                            : pick(
                                    List.of(
                                            WindowFrame.Exclude.NOTHING,
                                            WindowFrame.Exclude.GROUP)));
        }
        WindowFrame.Bound start =
                random.nextInt(3) == 0
                        ? new WindowFrame.Bound.First()
                        : new WindowFrame.Bound.Preceding(random.nextInt(4));
        WindowFrame.Bound end =
                switch (random.nextInt(4)) {
                    case 0 -> new WindowFrame.Bound.Preceding(random.nextInt(3));
                    case 1 -> new WindowFrame.Bound.Current();
                    case 2 -> new WindowFrame.Bound.Following(random.nextInt(3));
                    default -> new WindowFrame.Bound.Last();
                };
        return new WindowFrame(
                WindowFrame.Unit.ROWS, start, end, pick(List.of(WindowFrame.Exclude.values())));
    }

    private Relation limit(Relation input) {
        return new Relation.Limit(
                input,
                random.nextInt(3),
                random.nextInt(6) == 0 ? Relation.Limit.ALL : random.nextInt(6));
    }

    /// The second input gives columns of the first one's types, or NULL.
    private Relation union(Relation first, Relation second) {
        List<NamedExpr> columns =
                first.fields().stream()
                        .map(f ->
                                new NamedExpr(
                                        f.name(),
                                        f.type().isOrdered()
                                                ? exprs.expr(f.type(), second.fields(), 1)
                                                : Literals.ofNull(f.type())))
                        .toList();
        return new Relation.Union(List.of(first, new Relation.Project(second, columns)));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
