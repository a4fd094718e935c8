package dev.trawl.source.kit;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Short forms of plans.
final class Plans {
    private Plans() {}

    static Relation.Scan scan(String table, Field... fields) {
        return new Relation.Scan(Harness.name(table), Arrays.asList(fields));
    }

    static Expr.Column column(Relation input, int index) {
        return new Expr.Column(index, input.fields().get(index).type());
    }

    static Expr call(Function function, Expr... arguments) {
        return Expr.Call.of(function, arguments);
    }

    static Relation where(Relation input, Expr predicate) {
        return new Relation.Filter(input, predicate);
    }

    static Relation select(Relation input, Expr... exprs) {
        return new Relation.Project(
                input,
                IntStream.range(0, exprs.length)
                        .mapToObj(i -> new NamedExpr("e" + i, exprs[i]))
                        .toList());
    }

    static Aggregation aggregation(AggregateFunction function, Expr... arguments) {
        return new Aggregation(
                "a", function, Arrays.asList(arguments), Aggregation.Quantifier.ALL, null);
    }

    static Relation group(Relation input, List<Integer> keys, Aggregation... aggregations) {
        return new Relation.Aggregate(input, keys, Arrays.asList(aggregations));
    }
}
