package dev.trawl.query.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.plan.WholeNumbers;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyFilterTest {
    @Test
    void smallSideRunsFirstAndLimitsTheLarge() {
        assertThat(
                        filters(
                                """
                                select count(*), sum(l_extendedprice) from lineitem_pg, orders
                                where l_orderkey = o_orderkey and o_orderdate = date '1995-03-15'
                                """))
                .containsExactly("#1.o_orderkey limits #0.l_orderkey");
    }

    @Test
    void limitedFragmentLimitsOthers() {
        assertThat(
                        filters(
                                """
                                select n_name, sum(l_extendedprice) from customer, orders, lineitem, supplier, nation
                                where c_custkey = o_custkey and l_orderkey = o_orderkey and l_suppkey = s_suppkey
                                  and c_nationkey = n_nationkey and o_orderdate = date '1994-01-01'
                                  and s_nationkey = 3 group by n_name
                                """))
                .isNotEmpty();
    }

    @Test
    void whatIsNotKnownOfLargeTablesDoesNotHideThatThereAreFewKeys() {
        String sql =
                """
                select n_name, sum(l_extendedprice) from customer, orders, lineitem, supplier, nation, region
                where c_custkey = o_custkey and l_orderkey = o_orderkey and l_suppkey = s_suppkey
                  and c_nationkey = s_nationkey and s_nationkey = n_nationkey and n_regionkey = r_regionkey
                  and r_name = 'ASIA' and o_orderdate >= date '1994-01-01' and o_orderdate < date '1995-01-01'
                group by n_name
                """;
        Map<TableName, Long> few = new HashMap<>(TpchTables.rowCounts());
        few.values().removeIf(rows -> rows > 25);

        assertThat(filters(sql, few))
                .containsExactlyInAnyOrderElementsOf(filters(sql, TpchTables.rowCounts()))
                .hasSize(3);
    }

    @Test
    void rowsThatAnOuterJoinKeepsAreNotLimited() {
        assertThat(
                        filters(
                                """
                                select count(*) from lineitem_pg left join (
                                    select * from orders where o_orderdate = date '1995-03-15') o
                                on l_orderkey = o_orderkey
                                """))
                .isEmpty();
        assertThat(
                        filters(
                                """
                                select count(*) from (
                                    select * from orders where o_orderdate = date '1995-03-15') o
                                left join lineitem_pg on l_orderkey = o_orderkey
                                """))
                .hasSize(1);
    }

    @Test
    void fragmentThatCanFailIsNotLimited() {
        assertThat(
                        filters(
                                """
                                select sum(x) from orders, (
                                    select l_orderkey, 1 / l_quantity as x from lineitem_pg) l
                                where l_orderkey = o_orderkey and o_orderdate = date '1995-03-15'
                                """))
                .isEmpty();
    }

    @Test
    void filterGoesBelowAggregatesAndProjections() {
        SplitPlan plan =
                plan(
                        """
                        select o_custkey, n from orders, (
                            select l_orderkey, count(*) as n from lineitem_pg
                            where l_shipmode = 'AIR' group by l_orderkey) l
                        where l_orderkey = o_orderkey and o_orderdate = date '1995-03-15'
                        """);
        Fragment lines =
                plan.fragments().stream()
                        .filter(f -> f.source().equals("copies"))
                        .findFirst()
                        .orElseThrow();

        Keys keys = new Keys.Listed(Type.Simple.BIGINT, List.of(3L, 5L));

        assertThat(PlanPrinter.print(lines.limited(0, keys).relation()))
                .isEqualTo(
                        """
                        aggregate [l_orderkey] n=count_all()
                          project l_orderkey
                            filter and(eq(l_shipmode, 'AIR'), l_orderkey in (3, 5))
                              scan copies.public.lineitem_pg [l_orderkey bigint, l_shipmode varchar]
                        """);
    }

    @Test
    void keysBecomeConstantsOfTheOtherType() {
        Keys decimals =
                new Keys.Listed(
                        new Type.Decimal(12, 2),
                        List.of(
                                new BigDecimal("1.00"),
                                new BigDecimal("2.50"),
                                new BigDecimal("300.00")));
        Expr.Column small = new Expr.Column(0, Type.Simple.TINYINT);

        assertThat(decimals.matching(small))
                .isEqualTo(new Expr.In(small, List.of(new Expr.Literal(1L, Type.Simple.TINYINT))));
        assertThat(new Keys.Listed(Type.Simple.BIGINT, List.of(1L << 40)).matching(small))
                .isEqualTo(Literals.of(false));
    }

    @Test
    void wholeNumbersBecomeConstantsOfTheOtherType() {
        Keys keys =
                new Keys.Whole(WholeNumbers.of(Type.Simple.BIGINT, new long[] {-200, 7, 1L << 40}));
        Expr.Column small = new Expr.Column(0, Type.Simple.TINYINT);
        Expr.Column decimal = new Expr.Column(0, new Type.Decimal(5, 2));

        assertThat(keys.matching(small))
                .isEqualTo(new Expr.In(small, List.of(new Expr.Literal(7L, Type.Simple.TINYINT))));
        assertThat(keys.matching(decimal))
                .isEqualTo(
                        new Expr.In(
                                decimal,
                                List.of(
                                        new Expr.Literal(BigDecimal.valueOf(-200), decimal.type()),
                                        new Expr.Literal(BigDecimal.valueOf(7), decimal.type()))));
        assertThat(
                        new Keys.Whole(WholeNumbers.of(Type.Simple.BIGINT, new long[] {1_000}))
                                .matching(small))
                .isEqualTo(Literals.of(false));
    }

    @Test
    void boundsOfARangeWhichTheOtherTypeLacksAreLeftOut() {
        Keys range =
                new Keys.Range(
                        new Type.Decimal(12, 2), new BigDecimal("1.50"), new BigDecimal("300.00"));

        Expr.Column small = new Expr.Column(0, Type.Simple.TINYINT);

        assertThat(range.matching(small))
                .isEqualTo(
                        Expr.Call.of(
                                Function.GE, small, new Expr.Literal(1L, Type.Simple.TINYINT)));
    }

    private static SplitPlan plan(String sql) {
        return new Splitter(32).split(TpchTables.plan(sql));
    }

    private static List<String> filters(String sql) {
        return filters(sql, TpchTables.rowCounts());
    }

    private static List<String> filters(String sql, Map<TableName, Long> sizes) {
        SplitPlan plan = plan(sql);
        return new KeyFilterChoice(new RowEstimates(sizes), Set.of(), 300_000, 10_000)
                .choose(plan).stream()
                        .map(f ->
                                "#%d.%s limits #%d.%s"
                                        .formatted(
                                                f.from(),
                                                name(plan, f.from(), f.fromColumn()),
                                                f.to(),
                                                name(plan, f.to(), f.toColumn())))
                        .toList();
    }

    private static String name(SplitPlan plan, int fragment, int column) {
        return plan.fragments().get(fragment).relation().fields().get(column).name();
    }
}
