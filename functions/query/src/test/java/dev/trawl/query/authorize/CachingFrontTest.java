package dev.trawl.query.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.calcite.SqlParameters;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanConstants;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachingFrontTest {
    private static final TableName PEOPLE = new TableName("crm", "public", "people");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final CountingFront planner = new CountingFront();
    private final CachingFront front = new CachingFront(planner, SqlLimits.DEFAULT, 2);

    @Test
    void anEqualRequestIsPlannedOnceAtAnyTime() {
        Relation first = front.plan(request("select id from people", NOON));
        Relation second = front.plan(request("select id from people", NOON.plusSeconds(60)));

        assertThat(second).isEqualTo(first);
        assertThat(planner.plans).isEqualTo(1);
    }

    @Test
    void whoSeesOtherColumnsGetsAnotherPlan() {
        Relation clear = front.plan(request("select * from people", NOON));
        Relation masked =
                front.plan(
                        new PlanRequest(
                                "select * from people",
                                Map.of(PEOPLE, List.of(new Field("id", Type.Simple.VARCHAR))),
                                Map.of(),
                                Map.of(),
                                NOON));

        assertThat(clear.fields()).hasSize(2);
        assertThat(masked.fields()).extracting(Field::type).containsExactly(Type.Simple.VARCHAR);
    }

    @Test
    void viewsEstimatesAndParametersTellRequestsApart() {
        String sql = "select id from people where id = ?";
        Map<TableName, List<Field>> tables = request(sql, NOON).tables();
        TableName view = new TableName("crm", "public", "other");
        SqlParameters one = parameter(1);
        SqlParameters two = parameter(2);

        Relation first = front.plan(new PlanRequest(sql, tables, Map.of(), Map.of(), NOON, one));
        Relation second = front.plan(new PlanRequest(sql, tables, Map.of(), Map.of(), NOON, two));
        front.plan(new PlanRequest(sql, tables, Map.of(), Map.of(PEOPLE, 9L), NOON, two));
        front.plan(
                new PlanRequest(sql, tables, Map.of(view, "select 1 as a"), Map.of(), NOON, two));

        assertThat(second).isNotEqualTo(first);
        // The second one is planned with another value, too, to see what a value does.
        assertThat(planner.plans).isEqualTo(5);
    }

    @Test
    void aLookUpIsPlannedThreeTimesAtMost() {
        for (int id = 10; id < 60; id++) {
            Relation plan =
                    front.plan(
                            request("select name from people where id = %d".formatted(id), NOON));
            assertThat(PlanConstants.of(plan))
                    .containsExactly(new Expr.Literal((long) id, Type.Simple.BIGINT));
        }
        assertThat(planner.plans).isEqualTo(3);
    }

    /// An attacker asks what somebody with other rights has asked often, in all ways that share
    /// their plans: the answer is as if nobody had asked before.
    @Test
    void plansOfOthersShowNothing() {
        Map<TableName, List<Field>> all = request("", NOON).tables();
        Map<TableName, List<Field>> some =
                Map.of(PEOPLE, List.of(new Field("id", Type.Simple.BIGINT)));
        Map<TableName, List<Field>> masked =
                Map.of(
                        PEOPLE,
                        List.of(
                                new Field("id", Type.Simple.VARCHAR),
                                new Field("name", Type.Simple.VARCHAR)));
        CachingFront warm = new CachingFront(planner, SqlLimits.DEFAULT, 100);
        List<String> texts =
                List.of(
                        "select name from people where id = %d",
                        "select * from people where id = %d",
                        "select id from people where name = 'a%d'",
                        "select count(*) from people p where exists (select 1 from people where id = %d and name > 'x')");
        for (String text : texts) {
            for (int id = 10; id < 16; id++) {
                warm.plan(planned(text.formatted(id), all));
            }
        }
        for (Map<TableName, List<Field>> seen :
                List.<Map<TableName, List<Field>>>of(some, masked, Map.of(), all)) {
            for (String text : texts) {
                for (int id = 12; id < 18; id++) {
                    PlanRequest request = planned(text.formatted(id), seen);
                    assertThat(outcome(warm, request))
                            .isEqualTo(outcome(new CalciteFront(SqlLimits.DEFAULT), request));
                }
            }
        }
    }

    /// The plan, or what is said instead, with its place.
    private static Object outcome(SqlFront front, PlanRequest request) {
        try {
            return front.plan(request);
        } catch (TrawlException e) {
            return List.of(e.code(), String.valueOf(e.getMessage()), String.valueOf(e.position()));
        }
    }

    private static PlanRequest planned(String sql, Map<TableName, List<Field>> tables) {
        return new PlanRequest(sql, tables, Map.of(), Map.of(), NOON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select current_timestamp from people",
                "select CURRENT_DATE from people",
                "select localtime from people",
                "select localtimestamp from people",
                "select current_time from people",
                "select {fn now()} from people",
                "select {fn curdate()} from people"
            })
    void whatAsksForTheTimeIsPlannedAnew(String sql) {
        for (int i = 0; i < 2; i++) {
            try {
                front.plan(request(sql, NOON.plusSeconds(i)));
            } catch (TrawlException _) {
                // Not every dialect's name for it is known.
            }
        }
        assertThat(planner.plans).isEqualTo(2);
    }

    @Test
    void aViewThatAsksForTheTimeIsPlannedAnew() {
        TableName view = new TableName("crm", "public", "today");
        for (int i = 0; i < 2; i++) {
            front.plan(
                    new PlanRequest(
                            "select * from today",
                            request("", NOON).tables(),
                            Map.of(view, "select current_date as d from people"),
                            Map.of(),
                            NOON));
        }
        assertThat(planner.plans).isEqualTo(2);
    }

    @Test
    void theLeastUsedPlanIsForgotten() {
        front.plan(request("select 1 as a from people", NOON));
        front.plan(request("select 2 as a from people", NOON));
        front.plan(request("select 1 as a from people", NOON));
        front.plan(request("select 3 as a from people", NOON));
        front.plan(request("select 1 as a from people", NOON));
        assertThat(planner.plans).isEqualTo(3);
        front.plan(request("select 2 as a from people", NOON));
        assertThat(planner.plans).isEqualTo(4);
    }

    @Test
    void errorsAndLongTextsAreNotKept() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> front.plan(request("select nothing from people", NOON)))
                    .isInstanceOf(TrawlException.class);
        }
        String padding = " ".repeat(CachingFront.CHARACTERS_MAX);
        for (int i = 0; i < 2; i++) {
            front.plan(request("select id from people" + padding, NOON));
        }
        assertThat(planner.plans).isEqualTo(4);
    }

    private static PlanRequest request(String sql, Instant now) {
        return new PlanRequest(
                sql,
                Map.of(
                        PEOPLE,
                        List.of(
                                new Field("id", Type.Simple.BIGINT),
                                new Field("name", Type.Simple.VARCHAR))),
                Map.of(),
                Map.of(),
                now);
    }

    private static SqlParameters parameter(int value) {
        return new SqlParameters(
                List.of(new SqlParameters.Value.Numeral(new BigDecimal(value))), Map.of());
    }

    /// Plans, and counts how often.
    private static final class CountingFront implements SqlFront {
        private final CalciteFront front = new CalciteFront(SqlLimits.DEFAULT);
        private int plans;

        @Override
        public List<NameReference> references(String sql) {
            return front.references(sql);
        }

        @Override
        public Relation plan(PlanRequest request) {
            plans++;
            return front.plan(request);
        }

        @Override
        public long plansMade() {
            return plans;
        }
    }
}
