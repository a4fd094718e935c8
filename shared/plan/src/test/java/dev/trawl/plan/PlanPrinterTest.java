package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PlanPrinterTest {
    @Test
    void aPlanIsOneLinePerRelation() {
        assertThat(PlanPrinter.print(Plans.everything()))
                .isEqualTo(
                        """
                        limit 10 offset 5
                          sort total desc nulls first, band asc nulls last
                            window [band] by total desc nulls first before=lag(total, 1, 0) running=sum(total) range first to current near=count_all() rows -2 to +0
                              union all of 2
                                aggregate [band] total=sum(distinct delay) filter true
                                  semi join on eq(origin, code)
                                    project origin, band=case when ge(fare, 100.00) then 'high' else 'it''s low' end, delay=try_cast(delay as bigint)
                                      filter and(gt(delay, 15), origin in ('FRA', null))
                                        scan flights.public.legs [origin varchar, delay integer, fare decimal(12,2)]
                                    received #0 [code varchar]
                                values 1 rows [band varchar, total bigint]
                        """);
    }

    @Test
    void longListsAreCut() {
        Relation scan =
                new Relation.Scan(
                        TableName.parse("a.b.c"), List.of(new Field("k", Type.Simple.BIGINT)));
        Relation filter =
                new Relation.Filter(
                        scan,
                        new Expr.In(
                                Expressions.column(scan, 0),
                                LongStream.range(0, 1_000).mapToObj(Literals::of).toList()));

        assertThat(PlanPrinter.print(filter))
                .startsWith("filter k in (0, 1, 2, ")
                .contains("19, … 980 more)\n");
    }
}
