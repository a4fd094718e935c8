package dev.trawl.query.split;

import static dev.trawl.plan.AggregateFunction.AVG;
import static dev.trawl.plan.AggregateFunction.COUNT;
import static dev.trawl.plan.AggregateFunction.COUNT_ALL;
import static dev.trawl.plan.AggregateFunction.MAX;
import static dev.trawl.plan.AggregateFunction.SUM;
import static dev.trawl.query.fake.Sample.LEGS;
import static dev.trawl.query.fake.Sample.ORDERS;
import static dev.trawl.query.fake.Sample.aggregation;
import static dev.trawl.query.fake.Sample.call;
import static dev.trawl.query.fake.Sample.column;
import static dev.trawl.query.fake.Sample.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableSplitsTest {
    private static final Relation SCAN = scan(LEGS, "id", "origin", "delay", "price");
    private static final Relation LATE =
            new Relation.Filter(SCAN, call(Function.GT, column(SCAN, "delay"), Literals.of(10)));

    @Test
    void filtersAndProjectionsRunWithEachSplit() {
        assertThat(print(LATE))
                .isEqualTo(
                        """
                        per split
                        filter gt(delay, 10)
                          scan flights.public.legs [id bigint, origin varchar, delay integer, price decimal(12,2)]
                        merge
                        received #0 [id bigint, origin varchar, delay integer, price decimal(12,2)]
                        """);
    }

    @Test
    void firstRowsAreTakenFromEachSplit() {
        Relation plan =
                new Relation.Limit(
                        new Relation.Sort(scan(LEGS, "id"), List.of(SortKey.ascending(0))), 2, 3);

        assertThat(print(plan))
                .isEqualTo(
                        """
                        per split
                        limit 5
                          sort id asc nulls last
                            scan flights.public.legs [id bigint]
                        merge
                        limit 3 offset 2
                          sort id asc nulls last
                            received #0 [id bigint]
                        """);
    }

    @Test
    void limitStaysAboveAFilterThatFollowsIt() {
        Relation limited = new Relation.Limit(scan(LEGS, "id"), 0, 3);
        Relation plan =
                new Relation.Filter(
                        limited, call(Function.GT, column(limited, "id"), Literals.of(1L)));

        assertThat(print(plan))
                .isEqualTo(
                        """
                        per split
                        limit 3
                          scan flights.public.legs [id bigint]
                        merge
                        filter gt(id, 1)
                          limit 3
                            received #0 [id bigint]
                        """);
    }

    @Test
    void aggregatesRunInTwoSteps() {
        Relation plan =
                new Relation.Aggregate(
                        LATE,
                        List.of(1),
                        List.of(
                                aggregation("n", COUNT_ALL),
                                aggregation("s", SUM, column(SCAN, "delay")),
                                aggregation("a", AVG, column(SCAN, "price")),
                                aggregation("m", MAX, column(SCAN, "id"))));

        assertThat(print(plan))
                .isEqualTo(
                        """
                        per split
                        aggregate [origin] n=count_all() s$sum=sum(cast(delay as decimal(38,0))) a$sum=sum(price) a$count=count(price) m=max(id)
                          filter gt(delay, 10)
                            scan flights.public.legs [id bigint, origin varchar, delay integer, price decimal(12,2)]
                        merge
                        project origin, n=coalesce(n, 0), s=cast(s$sum as bigint), \
                        a=case when eq(coalesce(a$count, 0), 0) then null else \
                        divide(a$sum, cast(coalesce(a$count, 0) as decimal(19,0))) end, m
                          aggregate [origin] n=sum(n) s$sum=sum(s$sum) a$sum=sum(a$sum) a$count=sum(a$count) m=max(m)
                            received #0 [origin varchar, n bigint, s$sum decimal(38,0), a$sum decimal(38,2), a$count bigint, m bigint]
                        """);
    }

    @Test
    void mergeHasTheFieldsOfTheWhole() {
        for (Type type :
                List.of(
                        Type.Simple.TINYINT,
                        Type.Simple.BIGINT,
                        Type.Simple.REAL,
                        Type.Simple.DOUBLE,
                        new Type.Decimal(5, 0),
                        new Type.Decimal(28, 10),
                        new Type.Decimal(28, 28))) {
            Relation scan = new Relation.Scan(LEGS, List.of(new dev.trawl.plan.Field("x", type)));
            Relation plan =
                    new Relation.Aggregate(
                            scan,
                            List.of(),
                            List.of(
                                    aggregation("s", SUM, column(scan, "x")),
                                    aggregation("a", AVG, column(scan, "x")),
                                    aggregation("c", COUNT, column(scan, "x"))));

            assertThat(splits(plan))
                    .hasValueSatisfying(
                            s -> assertThat(s.merge().fields()).isEqualTo(plan.fields()));
        }
    }

    @Test
    void aggregateThatIsNotExactInTwoStepsIsNotSplit() {
        Relation wide =
                new Relation.Scan(
                        LEGS, List.of(new dev.trawl.plan.Field("x", new Type.Decimal(29, 2))));
        Aggregation distinct =
                new Aggregation(
                        "d",
                        COUNT,
                        List.of(column(SCAN, "id")),
                        Aggregation.Quantifier.DISTINCT,
                        null);

        assertThat(splits(new Relation.Aggregate(SCAN, List.of(), List.of(distinct)))).isEmpty();
        assertThat(
                        splits(
                                new Relation.Aggregate(
                                        wide,
                                        List.of(),
                                        List.of(aggregation("s", SUM, column(wide, "x"))))))
                .isEmpty();
    }

    @Test
    void rowsOfAnySplitsAreEnoughForALimitWithoutOrder() {
        Relation legs = scan(LEGS, "id");

        assertThat(splits(new Relation.Limit(legs, 2, 5)).orElseThrow().rowsEnough()).isEqualTo(7);
        assertThat(
                        splits(
                                        new Relation.Limit(
                                                new Relation.Sort(
                                                        legs, List.of(SortKey.ascending(0))),
                                                0,
                                                5))
                                .orElseThrow()
                                .rowsEnough())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(splits(legs).orElseThrow().rowsEnough()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void joinsAreNotSplit() {
        Relation join =
                new Relation.Join(
                        scan(LEGS, "id"),
                        scan(ORDERS, "leg"),
                        Relation.Join.Kind.INNER,
                        call(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.BIGINT),
                                new Expr.Column(1, Type.Simple.BIGINT)));

        assertThat(splits(join)).isEmpty();
    }

    private static Optional<TableSplits> splits(Relation relation) {
        return TableSplits.of(new Fragment(0, "flights", relation));
    }

    private static String print(Relation relation) {
        TableSplits splits = splits(relation).orElseThrow();
        return "per split\n"
                + PlanPrinter.print(splits.perSplit())
                + "merge\n"
                + PlanPrinter.print(splits.merge());
    }
}
