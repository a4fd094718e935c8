package dev.trawl.source.kit;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Plans over one scan that try to fail: divisions, overflows, casts of text, in predicates, select
/// lists, groups and orders. The same seed gives the same plans.
final class RandomPlans {
    private static final Type INTEGER = Type.Simple.INTEGER;
    private static final Type VARCHAR = Type.Simple.VARCHAR;

    private final Random random;

    RandomPlans(long seed) {
        this.random = new Random(seed);
    }

    Relation over(Relation.Scan scan) {
        Relation plan = scan;
        int steps = 1 + random.nextInt(3);
        for (int i = 0; i < steps; i++) {
            plan = step(plan);
        }
        return plan;
    }

    private Relation step(Relation input) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Relation.Filter(input, predicate(input));
            case 2 -> project(input);
            case 3 -> aggregate(input);
            default -> top(input);
        };
    }

    private Relation project(Relation input) {
        List<NamedExpr> columns = new ArrayList<>();
        for (int i = 0; i < input.fields().size(); i++) {
            columns.add(new NamedExpr("k" + i, Plans.column(input, i)));
        }
        columns.add(new NamedExpr("n", number(input, 2)));
        return new Relation.Project(input, columns);
    }

    private Relation aggregate(Relation input) {
        int key = random.nextInt(input.fields().size());
        return new Relation.Aggregate(
                input,
                List.of(key),
                List.of(
                        aggregation(AggregateFunction.COUNT_ALL),
                        aggregation(AggregateFunction.MAX, number(input, 1)),
                        aggregation(AggregateFunction.SUM, number(input, 2))));
    }

    private static Aggregation aggregation(AggregateFunction function, Expr... arguments) {
        return Plans.aggregation(function, arguments);
    }

    /// By all columns, so that the rows are determined.
    private Relation top(Relation input) {
        List<SortKey> keys =
                IntStream.range(0, input.fields().size())
                        .mapToObj(i ->
                                random.nextBoolean() ? SortKey.ascending(i) : SortKey.descending(i))
                        .toList();
        return new Relation.Limit(
                new Relation.Sort(input, keys), random.nextInt(2), 1 + random.nextInt(4));
    }

    private Expr predicate(Relation input) {
        return switch (random.nextInt(6)) {
            case 0 -> Plans.call(Function.AND, comparison(input), comparison(input));
            case 1 -> Plans.call(Function.OR, comparison(input), comparison(input));
            case 2 -> Plans.call(Function.NOT, comparison(input));
            default -> comparison(input);
        };
    }

    private Expr comparison(Relation input) {
        return switch (random.nextInt(4)) {
            case 0 -> Plans.call(Function.EQ, text(input), text(input));
            case 1 -> Plans.call(Function.IS_NULL, text(input));
            default ->
                    Plans.call(
                            random.nextBoolean() ? Function.GT : Function.LE,
                            number(input, 2),
                            number(input, 1));
        };
    }

    private Expr number(Relation input, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return atom(input);
        }
        return switch (random.nextInt(5)) {
            case 0 -> Plans.call(Function.DIVIDE, number(input, 0), number(input, depth - 1));
            case 1 -> Plans.call(Function.MULTIPLY, number(input, depth - 1), number(input, 0));
            case 2 -> Plans.call(Function.MODULO, number(input, 0), number(input, depth - 1));
            case 3 -> Expr.Cast.strict(text(input), INTEGER);
            default -> Plans.call(Function.SUBTRACT, number(input, depth - 1), number(input, 0));
        };
    }

    private Expr atom(Relation input) {
        List<Expr.Column> columns = columns(input, INTEGER);
        return columns.isEmpty() || random.nextInt(3) == 0
                ? Literals.of(random.nextInt(5))
                : columns.get(random.nextInt(columns.size()));
    }

    private Expr text(Relation input) {
        List<Expr.Column> columns = columns(input, VARCHAR);
        Expr text =
                columns.isEmpty() || random.nextInt(4) == 0
                        ? Literals.of(List.of("1", "north", "***", "").get(random.nextInt(4)))
                        : columns.get(random.nextInt(columns.size()));
        return random.nextInt(3) == 0
                ? Plans.call(Function.SUBSTRING, text, Literals.of(1L), length(input))
                : text;
    }

    /// Negative for some rows, which is an error.
    private Expr length(Relation input) {
        return Expr.Cast.strict(atom(input), Type.Simple.BIGINT);
    }

    private static List<Expr.Column> columns(Relation input, Type type) {
        return IntStream.range(0, input.fields().size())
                .filter(i -> input.fields().get(i).type().equals(type))
                .mapToObj(i -> Plans.column(input, i))
                .toList();
    }
}
