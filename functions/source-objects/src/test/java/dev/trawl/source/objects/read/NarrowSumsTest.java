package dev.trawl.source.objects.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.source.objects.prune.ColumnRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NarrowSumsTest {
    private static final Type.Decimal MONEY = new Type.Decimal(15, 2);
    private static final Relation.Scan SCAN =
            new Relation.Scan(
                    new TableName("files", "public", "t"),
                    List.of(
                            new Field("price", MONEY),
                            new Field("discount", MONEY),
                            new Field("kind", Type.Simple.VARCHAR)));

    private static final ColumnRange NULLS = new ColumnRange(null, null, ColumnRange.Nulls.ALL);

    @Test
    void aProductIsSummedInTheTypeThatTheBoundsProve() {
        Relation plan = summed(AggregateFunction.SUM, List.of(0));
        Relation narrow = sums(8, 2).apply(plan);

        assertThat(narrow.fields()).isEqualTo(plan.fields());
        assertThat(product(narrow).expr().type()).isEqualTo(new Type.Decimal(12, 4));
        assertThat(sums(8, 2).apply(summed(AggregateFunction.AVG, List.of(0))).fields())
                .isEqualTo(summed(AggregateFunction.AVG, List.of(0)).fields());
    }

    @Test
    void whatIsNotProvedOrTooWideStaysAsItIs() {
        Relation plan = summed(AggregateFunction.SUM, List.of(0));

        assertThat(sums(15, 15).apply(plan)).isEqualTo(plan);
        assertThat(new NarrowSums(_ -> new Digits(Map.of())).apply(plan)).isEqualTo(plan);
    }

    @Test
    void whatIsUsedOtherwiseKeepsItsType() {
        for (Relation plan :
                List.of(
                        summed(AggregateFunction.MAX, List.of(0)),
                        summed(AggregateFunction.SUM, List.of(0, 1)))) {
            assertThat(sums(8, 2).apply(plan)).isEqualTo(plan);
        }
    }

    @Test
    void boundsOfAllRowGroupsCount() {
        Field price = SCAN.fields().getFirst();

        assertThat(Digits.of(price, List.of(range("-1.00", "3.00"), range("0.00", "900.10"))))
                .contains(new Type.Decimal(5, 2));
        assertThat(Digits.of(price, List.of(range("-1000.00", "3.00"))))
                .contains(new Type.Decimal(6, 2));
        assertThat(Digits.of(price, List.of(range("0.00", "0.00"), NULLS)))
                .contains(new Type.Decimal(2, 2));
        assertThat(Digits.of(price, List.of(range("0.00", "1.00"), ColumnRange.UNKNOWN))).isEmpty();
    }

    private static ColumnRange range(String min, String max) {
        return new ColumnRange(new BigDecimal(min), new BigDecimal(max), ColumnRange.Nulls.SOME);
    }

    private static NarrowSums sums(int price, int discount) {
        Digits digits =
                new Digits(
                        Map.of(
                                "price", new Type.Decimal(price, 2),
                                "discount", new Type.Decimal(discount, 2)));
        return new NarrowSums(_ -> digits);
    }

    /// The aggregate of `price * (1 - discount)` by columns of the kind and the product.
    private static Relation summed(AggregateFunction function, List<Integer> keys) {
        Expr one = new Expr.Literal(BigDecimal.ONE, new Type.Decimal(1, 0));
        Relation rows =
                new Relation.Filter(
                        SCAN, Expr.Call.of(Function.IS_NOT_NULL, Expressions.column(SCAN, 2)));
        Expr product =
                Expr.Call.of(
                        Function.MULTIPLY,
                        Expressions.column(rows, 0),
                        Expr.Call.of(Function.SUBTRACT, one, Expressions.column(rows, 1)));
        Relation project =
                new Relation.Project(
                        rows,
                        List.of(
                                new NamedExpr("kind", Expressions.column(rows, 2)),
                                new NamedExpr("product", product)));
        return new Relation.Aggregate(
                project,
                keys,
                List.of(
                        new Aggregation(
                                "s",
                                function,
                                List.of(Expressions.column(project, 1)),
                                Aggregation.Quantifier.ALL,
                                null)));
    }

    private static NamedExpr product(Relation plan) {
        Relation.Project project = (Relation.Project) ((Relation.Aggregate) plan).input();
        return project.columns().get(1);
    }
}
