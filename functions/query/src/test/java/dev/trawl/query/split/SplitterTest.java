package dev.trawl.query.split;

import static dev.trawl.query.fake.Sample.LEGS;
import static dev.trawl.query.fake.Sample.ORDERS;
import static dev.trawl.query.fake.Sample.PEOPLE;
import static dev.trawl.query.fake.Sample.aggregation;
import static dev.trawl.query.fake.Sample.call;
import static dev.trawl.query.fake.Sample.column;
import static dev.trawl.query.fake.Sample.project;
import static dev.trawl.query.fake.Sample.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitterTest {
    private static final Splitter SPLITTER = new Splitter(8);

    @Test
    void planOverOneSourceIsOneFragment() {
        Relation join =
                new Relation.Join(
                        scan(ORDERS, "leg", "person"),
                        scan(PEOPLE, "id", "name"),
                        Relation.Join.Kind.INNER,
                        call(
                                Function.EQ,
                                new Expr.Column(1, Type.Simple.BIGINT),
                                new Expr.Column(2, Type.Simple.BIGINT)));
        Relation plan =
                new Relation.Limit(
                        new Relation.Sort(
                                new Relation.Aggregate(
                                        join,
                                        List.of(3),
                                        List.of(aggregation("n", AggregateFunction.COUNT_ALL))),
                                List.of(SortKey.descending(1))),
                        0,
                        10);

        SplitPlan split = SPLITTER.split(plan);

        assertThat(split.isPassThrough()).isTrue();
        assertThat(print(split))
                .isEqualTo(
                        """
                        #0 bookings
                        limit 10
                          sort n desc nulls first
                            aggregate [name] n=count_all()
                              inner join on eq(person, id)
                                scan bookings.public.orders [leg bigint, person bigint]
                                scan bookings.public.people [id bigint, name varchar]
                        assembly
                        received #0 [name varchar, n bigint]
                        """);
    }

    @Test
    void joinAcrossSourcesIsAssembled() {
        Relation legs = scan(LEGS, "id", "delay");
        Relation late =
                new Relation.Filter(
                        legs, call(Function.GT, column(legs, "delay"), Literals.of(10)));
        Relation plan =
                new Relation.Join(
                        late,
                        scan(ORDERS, "leg"),
                        Relation.Join.Kind.LEFT,
                        call(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.BIGINT),
                                new Expr.Column(2, Type.Simple.BIGINT)));

        assertThat(print(SPLITTER.split(plan)))
                .isEqualTo(
                        """
                        #0 flights
                        filter gt(delay, 10)
                          scan flights.public.legs [id bigint, delay integer]
                        #1 bookings
                        scan bookings.public.orders [leg bigint]
                        assembly
                        left join on eq(id, leg)
                          received #0 [id bigint, delay integer]
                          received #1 [leg bigint]
                        """);
    }

    @Test
    void columnsThatOnlyAFragmentReadsStayThere() {
        Relation legs = scan(LEGS, "id", "origin", "delay");
        Relation join =
                new Relation.Join(
                        new Relation.Filter(
                                legs, call(Function.GT, column(legs, "delay"), Literals.of(10))),
                        scan(ORDERS, "leg", "person"),
                        Relation.Join.Kind.INNER,
                        call(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.BIGINT),
                                new Expr.Column(3, Type.Simple.BIGINT)));

        assertThat(print(SPLITTER.split(project(join, "origin"))))
                .isEqualTo(
                        """
                        #0 flights
                        project id, origin
                          filter gt(delay, 10)
                            scan flights.public.legs [id bigint, origin varchar, delay integer]
                        #1 bookings
                        project leg
                          scan bookings.public.orders [leg bigint, person bigint]
                        assembly
                        project origin
                          inner join on eq(id, leg)
                            received #0 [id bigint, origin varchar]
                            received #1 [leg bigint]
                        """);
    }

    @Test
    void limitIsRepeatedInEveryInputOfAUnion() {
        Relation plan =
                new Relation.Limit(
                        new Relation.Sort(
                                new Relation.Union(List.of(scan(LEGS, "id"), scan(ORDERS, "leg"))),
                                List.of(SortKey.ascending(0))),
                        5,
                        10);

        assertThat(print(SPLITTER.split(plan)))
                .isEqualTo(
                        """
                        #0 flights
                        limit 15
                          sort id asc nulls last
                            scan flights.public.legs [id bigint]
                        #1 bookings
                        limit 15
                          sort leg asc nulls last
                            scan bookings.public.orders [leg bigint]
                        assembly
                        limit 10 offset 5
                          sort id asc nulls last
                            union all of 2
                              received #0 [id bigint]
                              received #1 [leg bigint]
                        """);
    }

    @Test
    void fragmentsThatReadTheSameRowsAreOne() {
        Relation legs = scan(LEGS, "id", "origin", "delay");
        Relation plan =
                new Relation.Join(
                        new Relation.Join(
                                project(legs, "delay", "id"),
                                scan(ORDERS, "leg"),
                                Relation.Join.Kind.LEFT,
                                Literals.of(true)),
                        project(legs, "origin"),
                        Relation.Join.Kind.INNER,
                        Literals.of(true));

        assertThat(print(SPLITTER.split(plan)))
                .isEqualTo(
                        """
                        #0 flights
                        scan flights.public.legs [id bigint, origin varchar, delay integer]
                        #1 bookings
                        scan bookings.public.orders [leg bigint]
                        assembly
                        inner join on true
                          left join on true
                            project delay, id
                              received #0 [id bigint, origin varchar, delay integer]
                            received #1 [leg bigint]
                          project origin
                            received #0 [id bigint, origin varchar, delay integer]
                        """);
    }

    @Test
    void planWithoutTablesHasNoFragment() {
        Relation plan =
                new Relation.Values(
                        List.of(new dev.trawl.plan.Field("x", Type.Simple.BIGINT)),
                        List.of(List.of(Literals.of(1L))));

        assertThat(print(SPLITTER.split(plan))).isEqualTo("assembly\nvalues 1 rows [x bigint]\n");
    }

    @Test
    void moreFragmentsThanAllowedAreRefused() {
        Relation plan = new Relation.Union(List.of(scan(LEGS, "id"), scan(ORDERS, "leg")));

        assertThatThrownBy(() -> new Splitter(1).split(plan))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SPLITS_LIMIT_EXCEEDED))
                .hasMessage("the query falls into 2 fragments, the limit is 1");
    }

    @Test
    void recursionIsAssembledAndItsTablesAreFetchedOnce() {
        Relation first = scan(PEOPLE, "id");
        Relation previous = new Relation.Previous(0, first.fields());
        Relation step =
                new Relation.Project(
                        new Relation.Join(
                                previous,
                                scan(ORDERS, "leg", "person"),
                                Relation.Join.Kind.INNER,
                                call(
                                        Function.EQ,
                                        new Expr.Column(0, Type.Simple.BIGINT),
                                        new Expr.Column(2, Type.Simple.BIGINT))),
                        List.of(new NamedExpr("id", new Expr.Column(1, Type.Simple.BIGINT))));

        SplitPlan split =
                SPLITTER.split(new Relation.Recursion(0, first, step, Relation.Recursion.Kept.NEW));

        assertThat(print(split))
                .isEqualTo(
                        """
                        #0 bookings
                        scan bookings.public.people [id bigint]
                        #1 bookings
                        scan bookings.public.orders [leg bigint, person bigint]
                        assembly
                        recursion #0, new rows of each step
                          received #0 [id bigint]
                          project id=leg
                            inner join on eq(id, person)
                              rows made last in recursion #0 [id bigint]
                              received #1 [leg bigint, person bigint]
                        """);
    }

    static String print(SplitPlan plan) {
        StringBuilder text = new StringBuilder();
        for (Fragment fragment : plan.fragments()) {
            text.append("#%d %s\n".formatted(fragment.number(), fragment.source()));
            text.append(PlanPrinter.print(fragment.relation()));
        }
        return text.append("assembly\n").append(PlanPrinter.print(plan.assembly())).toString();
    }
}
