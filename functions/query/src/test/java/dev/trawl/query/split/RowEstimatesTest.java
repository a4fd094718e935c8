package dev.trawl.query.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.catalog.ColumnStatistics;
import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowEstimatesTest {
    private static final TableName TABLE = new TableName("crm", "public", "people");
    private static final Relation.Scan SCAN =
            new Relation.Scan(
                    TABLE,
                    List.of(
                            new Field("id", Type.Simple.BIGINT),
                            new Field("city", Type.Simple.VARCHAR)));
    private static final Relation PROJECTED =
            new Relation.Project(SCAN, List.of(new NamedExpr("town", Expressions.column(SCAN, 1))));
    private static final RowEstimates ESTIMATES =
            new RowEstimates(
                    Map.of(TABLE, 10_000L),
                    Map.of(TABLE, Map.of("city", new ColumnStatistics(10_000, 2_000, 40, 8))));

    @Test
    void equalityLeavesOneOfTheDifferentValues() {
        assertThat(rows(Function.EQ, Literals.of("Ghent"))).isEqualTo(200);
        assertThat(rows(Function.NE, Literals.of("Ghent"))).isEqualTo(7_800);
        assertThat(
                        ESTIMATES.rows(
                                new Relation.Filter(
                                        PROJECTED,
                                        new Expr.In(
                                                Expressions.column(PROJECTED, 0),
                                                List.of(Literals.of("a"), Literals.of("b"))))))
                .isEqualTo(400);
    }

    @Test
    void nullsAreCounted() {
        assertThat(filtered(Expr.Call.of(Function.IS_NULL, Expressions.column(PROJECTED, 0))))
                .isEqualTo(2_000);
        assertThat(filtered(Expr.Call.of(Function.IS_NOT_NULL, Expressions.column(PROJECTED, 0))))
                .isEqualTo(8_000);
    }

    @Test
    void groupsAreTheDifferentValues() {
        assertThat(ESTIMATES.rows(grouped(PROJECTED, 0))).isEqualTo(40);
        assertThat(ESTIMATES.rows(grouped(SCAN, 0))).isEqualTo(5_000);
    }

    @Test
    void equatedColumnsHaveNoMoreValuesThanTheSmallerTableHasRows() {
        Relation.Scan unknown =
                new Relation.Scan(
                        new TableName("erp", "public", "orders"),
                        List.of(
                                new Field("number", Type.Simple.BIGINT),
                                new Field("person", Type.Simple.BIGINT)));
        Relation.Join join = joined(unknown, SCAN, Relation.Join.Kind.INNER);

        assertThat(ESTIMATES.valuesMax(join, 0)).isInfinite();
        assertThat(ESTIMATES.valuesMax(join, 1)).isEqualTo(10_000);
        assertThat(ESTIMATES.valuesMax(joined(unknown, SCAN, Relation.Join.Kind.LEFT), 1))
                .isInfinite();
        assertThat(ESTIMATES.of(join).isGuess()).isTrue();
        assertThat(ESTIMATES.of(SCAN).isGuess()).isFalse();
    }

    private static Relation.Join joined(
            Relation.Scan left, Relation.Scan right, Relation.Join.Kind kind) {
        return new Relation.Join(
                left,
                right,
                kind,
                Expr.Call.of(
                        Function.EQ,
                        new Expr.Column(1, Type.Simple.BIGINT),
                        new Expr.Column(left.fields().size(), Type.Simple.BIGINT)));
    }

    @Test
    void withoutFiguresTextsAreOneOfAFew() {
        Relation filter =
                new Relation.Filter(
                        SCAN,
                        Expr.Call.of(
                                Function.EQ, Expressions.column(SCAN, 1), Literals.of("Ghent")));

        assertThat(new RowEstimates(Map.of(TABLE, 10_000L)).rows(filter)).isEqualTo(1_000);
    }

    private static Relation grouped(Relation input, int key) {
        return new Relation.Aggregate(
                input,
                List.of(key),
                List.of(
                        new Aggregation(
                                "n",
                                AggregateFunction.COUNT_ALL,
                                List.of(),
                                Aggregation.Quantifier.ALL,
                                null)));
    }

    private static long rows(Function function, Expr.Literal value) {
        return filtered(Expr.Call.of(function, Expressions.column(PROJECTED, 0), value));
    }

    private static long filtered(Expr predicate) {
        return ESTIMATES.rows(new Relation.Filter(PROJECTED, predicate));
    }
}
