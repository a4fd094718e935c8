package dev.trawl.query.split;

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
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Plans over tables `a.s.t0` to `b.s.t1`, and rows of those tables, by a seed. Limits are over
/// sorts by all columns, so that every answer is defined.
public final class RandomPlans {
    public static final List<Field> FIELDS =
            List.of(
                    new Field("k", Type.Simple.INTEGER),
                    new Field("b", Type.Simple.BIGINT),
                    new Field("d", new Type.Decimal(10, 2)),
                    new Field("w", new Type.Decimal(28, 9)),
                    new Field("t", Type.Simple.VARCHAR),
                    new Field("f", Type.Simple.BOOLEAN));
    private static final int ROWS_MAX = 30;

    private final Random random;

    public RandomPlans(long seed) {
        this.random = new Random(seed);
    }

    public List<List<@Nullable Object>> rows() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = random.nextInt(ROWS_MAX); i > 0; i--) {
            List<@Nullable Object> row = new ArrayList<>();
            FIELDS.forEach(f -> row.add(value(f.name())));
            rows.add(Collections.unmodifiableList(row));
        }
        return rows;
    }

    private @Nullable Object value(String column) {
        if (random.nextInt(6) == 0) {
            return null;
        }
        return switch (column) {
            case "k" -> (long) random.nextInt(5);
            case "b" -> random.nextInt(4) == 0 ? Long.MAX_VALUE : (long) random.nextInt(100) - 50;
            case "d" -> BigDecimal.valueOf(random.nextInt(20_000) - 10_000L, 2);
            case "w" -> BigDecimal.valueOf(random.nextLong(), 9);
            case "t" -> List.of("", "a", "B", "é", "zz").get(random.nextInt(5));
            default -> random.nextBoolean();
        };
    }

    public Relation plan() {
        Relation plan = random.nextInt(3) == 0 ? both() : scan();
        for (int i = random.nextInt(5); i > 0; i--) {
            plan = over(plan);
        }
        return plan;
    }

    private Relation.Scan scan() {
        TableName table =
                new TableName(random.nextBoolean() ? "a" : "b", "s", "t" + random.nextInt(2));
        return new Relation.Scan(table, FIELDS);
    }

    private Relation both() {
        Relation left = random.nextBoolean() ? over(scan()) : scan();
        Relation right = scan();
        if (random.nextBoolean() && types(left).equals(types(right))) {
            return new Relation.Union(List.of(left, right));
        }
        Relation.Join.Kind[] kinds = Relation.Join.Kind.values();
        int key = left.fields().size();
        Expr condition =
                left.fields().getFirst().type() == Type.Simple.INTEGER
                        ? Expr.Call.of(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.INTEGER),
                                new Expr.Column(key, Type.Simple.INTEGER))
                        : Literals.of(true);
        return new Relation.Join(left, right, kinds[random.nextInt(kinds.length)], condition);
    }

    private Relation over(Relation input) {
        return switch (random.nextInt(5)) {
            case 0 -> filter(input);
            case 1 -> project(input);
            case 2, 3 -> aggregate(input);
            default -> first(input);
        };
    }

    private Relation filter(Relation input) {
        Expr column = Expressions.column(input, random.nextInt(input.fields().size()));
        Expr predicate =
                switch (random.nextInt(3)) {
                    case 0 -> Expr.Call.of(Function.IS_NOT_NULL, column);
                    case 1 -> Expr.Call.of(Function.EQ, column, column);
                    default -> Expr.Call.of(Function.NOT, Expr.Call.of(Function.IS_NULL, column));
                };
        return new Relation.Filter(input, predicate);
    }

    private Relation project(Relation input) {
        List<NamedExpr> columns = new ArrayList<>();
        for (int i = 0; i < input.fields().size(); i++) {
            if (columns.isEmpty() || random.nextInt(4) > 0) {
                Field field = input.fields().get(i);
                columns.add(new NamedExpr(field.name(), Expressions.column(input, i)));
            }
        }
        return new Relation.Project(input, columns);
    }

    private Relation first(Relation input) {
        List<SortKey> keys =
                IntStream.range(0, input.fields().size())
                        .mapToObj(i ->
                                random.nextBoolean() ? SortKey.ascending(i) : SortKey.descending(i))
                        .toList();
        long count = random.nextInt(4) == 0 ? Relation.Limit.ALL : random.nextInt(12);
        return new Relation.Limit(new Relation.Sort(input, keys), random.nextInt(3), count);
    }

    private Relation aggregate(Relation input) {
        List<Integer> keys =
                IntStream.range(0, input.fields().size())
                        .filter(_ -> random.nextInt(5) == 0)
                        .boxed()
                        .toList();
        List<Aggregation> aggregations = new ArrayList<>();
        aggregations.add(
                new Aggregation(
                        "n",
                        AggregateFunction.COUNT_ALL,
                        List.of(),
                        Aggregation.Quantifier.ALL,
                        null));
        for (int i = 0; i < input.fields().size(); i++) {
            aggregation(input, i, aggregations);
        }
        return new Relation.Aggregate(input, keys, aggregations);
    }

    private void aggregation(Relation input, int index, List<Aggregation> into) {
        Expr column = Expressions.column(input, index);
        AggregateFunction[] functions = AggregateFunction.values();
        AggregateFunction function = functions[1 + random.nextInt(functions.length - 1)];
        boolean fits =
                switch (function) {
                    case COUNT, MIN, MAX, MIN_BY, MAX_BY -> true;
                    case SUM -> column.type().isNumeric();
                    case AVG -> column.type() instanceof Type.Decimal;
                    case BOOL_AND, BOOL_OR -> column.type() == Type.Simple.BOOLEAN;
                    case COUNT_ALL,
                            STRING_AGG,
                            VAR_POP,
                            VAR_SAMP,
                            STDDEV_POP,
                            STDDEV_SAMP,
                            PERCENTILE_CONT,
                            PERCENTILE_DISC ->
                            false;
                };
        if (fits) {
            Expr filter =
                    random.nextInt(4) == 0 ? Expr.Call.of(Function.IS_NOT_NULL, column) : null;
            Aggregation.Quantifier quantifier =
                    random.nextInt(6) == 0
                            ? Aggregation.Quantifier.DISTINCT
                            : Aggregation.Quantifier.ALL;
            List<Expr> arguments = new ArrayList<>(List.of(column));
            if (function.is(AggregateFunction.Trait.BY_KEY)) {
                arguments.add(Expressions.column(input, random.nextInt(input.fields().size())));
            }
            into.add(new Aggregation("a" + index, function, arguments, quantifier, filter));
        }
    }

    private static List<Type> types(Relation relation) {
        return relation.fields().stream().map(Field::type).toList();
    }
}
