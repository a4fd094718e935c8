package dev.trawl.sql;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.Test;

final class SqlRendererTest {
    private static final Relation.Scan LEGS =
            new Relation.Scan(
                    TableName.parse("flights.public.legs"),
                    List.of(
                            new Field("origin", Type.Simple.VARCHAR),
                            new Field("delay", Type.Simple.INTEGER)));
    private static final Expr ORIGIN = Expressions.column(LEGS, 0);
    private static final Expr DELAY = Expressions.column(LEGS, 1);
    private static final Relation LATE =
            new Relation.Filter(LEGS, Expr.Call.of(Function.GT, DELAY, Literals.of(15)));

    @Test
    void filterAggregateSortAndLimitAreOneSelect() {
        Relation counted =
                new Relation.Aggregate(
                        LATE,
                        List.of(0),
                        List.of(
                                new Aggregation(
                                        "n",
                                        AggregateFunction.COUNT_ALL,
                                        List.of(),
                                        Aggregation.Quantifier.ALL,
                                        null)));
        Relation top =
                new Relation.Limit(
                        new Relation.Sort(
                                counted, List.of(SortKey.descending(1), SortKey.ascending(0))),
                        0,
                        10);
        assertThat(postgres(top))
                .isEqualTo(
                        "SELECT t0.\"origin\" AS c0, count(*) AS c1 FROM \"legs\" AS t0"
                                + " WHERE (t0.\"delay\" > 15) GROUP BY t0.\"origin\""
                                + " ORDER BY count(*) DESC NULLS FIRST,"
                                + " t0.\"origin\" COLLATE \"C\" ASC NULLS LAST LIMIT 10");
    }

    @Test
    void filtersOfBothSidesOfAnInnerJoinAreItsFilters() {
        Relation join =
                new Relation.Join(
                        LATE,
                        LATE,
                        Relation.Join.Kind.INNER,
                        Expr.Call.of(Function.EQ, ORIGIN, new Expr.Column(2, Type.Simple.VARCHAR)));
        assertThat(duckDb(join))
                .isEqualTo(
                        "SELECT t0.\"origin\" AS c0, t0.\"delay\" AS c1, t1.\"origin\" AS c2,"
                                + " t1.\"delay\" AS c3 FROM \"legs\" AS t0 INNER JOIN \"legs\" AS t1"
                                + " ON (t0.\"origin\" = t1.\"origin\")"
                                + " WHERE (t0.\"delay\" > 15) AND (t1.\"delay\" > 15)");
    }

    @Test
    void theFilterOfAnOuterJoinsInnerSideStaysInside() {
        Relation join = new Relation.Join(LEGS, LATE, Relation.Join.Kind.LEFT, Literals.of(true));
        assertThat(duckDb(join))
                .isEqualTo(
                        "SELECT t0.\"origin\" AS c0, t0.\"delay\" AS c1, t2.c0 AS c2, t2.c1 AS c3"
                                + " FROM \"legs\" AS t0 LEFT JOIN (SELECT t1.\"origin\" AS c0,"
                                + " t1.\"delay\" AS c1 FROM \"legs\" AS t1"
                                + " WHERE (t1.\"delay\" > 15)) AS t2(c0, c1) ON TRUE");
    }

    @Test
    void antiJoinIsNotExists() {
        Relation join =
                new Relation.Join(
                        LEGS,
                        LATE,
                        Relation.Join.Kind.ANTI,
                        Expr.Call.of(Function.EQ, ORIGIN, new Expr.Column(2, Type.Simple.VARCHAR)));
        assertThat(postgres(join))
                .isEqualTo(
                        "SELECT t0.\"origin\" AS c0, t0.\"delay\" AS c1 FROM \"legs\" AS t0"
                                + " WHERE NOT EXISTS (SELECT 1 FROM \"legs\" AS t1"
                                + " WHERE (t1.\"delay\" > 15) AND (t0.\"origin\" = t1.\"origin\"))");
    }

    @Test
    void anExpressionIsNotComputedTwice() {
        Expr doubled = Expr.Call.of(Function.MULTIPLY, DELAY, Literals.of(2));
        Relation inner = new Relation.Project(LEGS, List.of(new NamedExpr("d", doubled)));
        Expr d = Expressions.column(inner, 0);
        Relation outer =
                new Relation.Project(
                        inner, List.of(new NamedExpr("s", Expr.Call.of(Function.ADD, d, d))));
        assertThat(duckDb(outer))
                .isEqualTo(
                        "SELECT (t1.c0 + t1.c0) AS c0 FROM (SELECT (t0.\"delay\" * 2) AS c0"
                                + " FROM \"legs\" AS t0) AS t1(c0)");
    }

    @Test
    void textIsQuotedWhateverItHolds() {
        assertThat(LiteralSql.render(Literals.of("it's \\ \"q\""), Dialect.POSTGRESQL))
                .isEqualTo("'it''s \\ \"q\"'::text");
        assertThat(LiteralSql.render(Literals.of("a'\0b"), Dialect.DUCKDB))
                .isEqualTo("('a''' || chr(0) || 'b')");
        assertThat(Support.supports(Literals.of("a\0b"), Dialect.POSTGRESQL)).isFalse();
        assertThat(Identifiers.quote("a\"b")).isEqualTo("\"a\"\"b\"");
    }

    @Test
    void percentSignsInConstantsAreNoFormats() {
        for (Type.Simple type : Type.Simple.values()) {
            Expr cast = cast(Literals.of("100%'%s"), type);
            String text = new ExprSql(Dialect.DUCKDB, i -> "c" + i).render(cast);
            assertThat(text).contains("'100%''%s'");
        }
    }

    private static Expr cast(Expr operand, Type.Simple type) {
        boolean exists = type != Type.Simple.VARBINARY && type != Type.Simple.JSON;
        return exists ? Expr.Cast.strict(operand, type) : operand;
    }

    @Test
    void nestedOperandsDoNotMultiplyTheText() {
        Expr sum = new Expr.Column(0, Type.Simple.DOUBLE);
        for (int i = 0; i < 40; i++) {
            sum = Expr.Call.of(Function.MULTIPLY, sum, new Expr.Column(1, Type.Simple.DOUBLE));
        }
        String text = new ExprSql(Dialect.DUCKDB, i -> "t0.\"some_column_" + i + "\"").render(sum);
        assertThat(text.length()).isLessThan(40_000);
    }

    private static String duckDb(Relation relation) {
        return SqlRenderer.render(relation, Dialect.DUCKDB, _ -> "\"legs\"");
    }

    private static String postgres(Relation relation) {
        return SqlRenderer.render(relation, Dialect.POSTGRESQL, _ -> "\"legs\"");
    }
}
