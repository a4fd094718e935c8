package dev.trawl.plan;

import java.math.BigDecimal;
import java.util.List;

/// Plans for tests.
final class Plans {
    static final Relation.Scan LEGS =
            new Relation.Scan(
                    TableName.parse("flights.public.legs"),
                    List.of(
                            new Field("origin", Type.Simple.VARCHAR),
                            new Field("delay", Type.Simple.INTEGER),
                            new Field("fare", new Type.Decimal(12, 2))));

    private Plans() {}

    /// One of each relation and expression.
    static Relation everything() {
        Expr delay = Expressions.column(LEGS, 1);
        Expr fare = Expressions.column(LEGS, 2);
        Relation late =
                new Relation.Filter(
                        LEGS,
                        Expressions.and(
                                List.of(
                                        Expr.Call.of(Function.GT, delay, Literals.of(15)),
                                        new Expr.In(
                                                Expressions.column(LEGS, 0),
                                                List.of(
                                                        Literals.of("FRA"),
                                                        Literals.ofNull(Type.Simple.VARCHAR))))));
        Expr band =
                new Expr.Conditional(
                        List.of(
                                new Expr.Branch(
                                        Expr.Call.of(
                                                Function.GE,
                                                fare,
                                                Literals.of(
                                                        new BigDecimal("100.00"),
                                                        new Type.Decimal(5, 2))),
                                        Literals.of("high"))),
                        Literals.of("it's low"));
        Relation banded =
                new Relation.Project(
                        late,
                        List.of(
                                new NamedExpr("origin", Expressions.column(LEGS, 0)),
                                new NamedExpr("band", band),
                                new NamedExpr(
                                        "delay",
                                        new Expr.Cast(
                                                delay,
                                                Type.Simple.BIGINT,
                                                Expr.Cast.OnFailure.NULL))));
        Relation joined =
                new Relation.Join(
                        banded,
                        new Relation.Received(0, List.of(new Field("code", Type.Simple.VARCHAR))),
                        Relation.Join.Kind.SEMI,
                        Expr.Call.of(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.VARCHAR),
                                new Expr.Column(3, Type.Simple.VARCHAR)));
        Relation summed =
                new Relation.Aggregate(
                        joined,
                        List.of(1),
                        List.of(
                                new Aggregation(
                                        "total",
                                        AggregateFunction.SUM,
                                        List.of(Expressions.column(joined, 2)),
                                        Aggregation.Quantifier.DISTINCT,
                                        Literals.of(true))));
        Relation constants =
                new Relation.Values(
                        summed.fields(), List.of(List.of(Literals.of("none"), Literals.of(0L))));
        return new Relation.Limit(
                new Relation.Sort(
                        windowed(new Relation.Union(List.of(summed, constants))),
                        List.of(SortKey.descending(1), SortKey.ascending(0))),
                5,
                10);
    }

    private static Relation windowed(Relation input) {
        Expr total = Expressions.column(input, 1);
        return new Relation.Window(
                input,
                List.of(0),
                List.of(SortKey.descending(1)),
                List.of(
                        new WindowCall(
                                "before",
                                WindowFunction.LAG,
                                List.of(total, Literals.of(1L), Literals.of(0L)),
                                WindowFrame.PARTITION),
                        new WindowCall(
                                "running",
                                WindowFunction.SUM,
                                List.of(total),
                                new WindowFrame(
                                        WindowFrame.Unit.RANGE,
                                        new WindowFrame.Bound.First(),
                                        new WindowFrame.Bound.Current())),
                        new WindowCall(
                                "near",
                                WindowFunction.COUNT_ALL,
                                List.of(),
                                new WindowFrame(
                                        WindowFrame.Unit.ROWS,
                                        new WindowFrame.Bound.Preceding(2),
                                        new WindowFrame.Bound.Following(0)))));
    }
}
