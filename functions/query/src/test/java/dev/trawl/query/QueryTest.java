package dev.trawl.query;

import static dev.trawl.plan.AggregateFunction.AVG;
import static dev.trawl.plan.AggregateFunction.COUNT_ALL;
import static dev.trawl.plan.AggregateFunction.SUM;
import static dev.trawl.query.fake.Sample.LEGS;
import static dev.trawl.query.fake.Sample.ORDERS;
import static dev.trawl.query.fake.Sample.PEOPLE;
import static dev.trawl.query.fake.Sample.aggregation;
import static dev.trawl.query.fake.Sample.call;
import static dev.trawl.query.fake.Sample.column;
import static dev.trawl.query.fake.Sample.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import dev.trawl.query.fake.CannedSqlFront;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryTest {
    private static final Relation LEG = scan(LEGS, "id", "origin", "delay", "price");
    static final CannedSqlFront SQL =
            new CannedSqlFront()
                    .with(
                            "people",
                            new Relation.Sort(
                                    scan(PEOPLE, "id", "name"), List.of(SortKey.ascending(0))),
                            "people")
                    .with("legs", LEG, "legs")
                    .with("secret", scan(PEOPLE, "id"), "secret")
                    .with("missing", scan(PEOPLE, "id"), "missing")
                    .with(
                            "summary",
                            new Relation.Sort(
                                    new Relation.Aggregate(
                                            LEG,
                                            List.of(1),
                                            List.of(
                                                    aggregation("n", COUNT_ALL),
                                                    aggregation("s", SUM, column(LEG, "delay")),
                                                    aggregation("a", AVG, column(LEG, "price")))),
                                    List.of(SortKey.ascending(0))),
                            "legs")
                    .with("join", join(), "legs", "public.orders");

    private final Fleet fleet = new Fleet(SQL, Map.of(), 3);

    @AfterEach
    void nothingIsLeft() {
        assertThat(fleet.allocatedBytes()).isZero();
        fleet.close();
    }

    @Test
    void oneFragmentIsTheAnswer() {
        HttpResponse response = fleet.query("ann", "{\"sql\":\"people\"}");

        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        assertThat(response.bodyText())
                .contains("\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"},{\"name\":\"name\"")
                .contains("\"policy\":\"everybody/read\"")
                .endsWith("\"rows\":[[10,\"Ann\"],[11,\"Bob, \\\"the\\\" builder\"],[12,null]]}");
    }

    @Test
    void csvHasAHeaderAndQuotes() {
        HttpResponse response =
                fleet.send(
                        "POST",
                        "/v1/query",
                        Map.of("authorization", "Bearer ann", "accept", "text/csv"),
                        "{\"sql\":\"people\"}");

        assertThat(response.bodyText())
                .isEqualTo("id,name\r\n10,Ann\r\n11,\"Bob, \"\"the\"\" builder\"\r\n12,\r\n");
    }

    @Test
    void splitsGiveTheSameRows() {
        String whole =
                rows(fleet.query("ann", "{\"sql\":\"summary\",\"options\":{\"splitsMax\":1}}"));

        assertThat(rows(fleet.query("ann", "{\"sql\":\"summary\",\"options\":{\"splitsMax\":9}}")))
                .isEqualTo(whole);
        assertThat(whole).startsWith("[[\"AMS\",");
    }

    @Test
    void joinAcrossSourcesIsAssembled() {
        assertThat(rows(fleet.query("ann", "{\"sql\":\"join\"}")))
                .isEqualTo("[[1,\"CDG\",10],[2,\"OSL\",10],[3,\"AMS\",11]]}");
    }

    @Test
    void hiddenAndMissingTablesCannotBeToldApart() {
        assertThat(problem("ann", "secret").replace("secret", "x"))
                .isEqualTo(problem("ann", "missing").replace("missing", "x"))
                .contains("TABLE_NOT_FOUND")
                .contains("\"position\":{\"line\":1,\"column\":15}");
    }

    @Test
    void denialTellsTheReason() {
        assertThat(problem("denied", "people"))
                .isEqualTo(
                        """
                        {"type":"urn:trawl:problem:permission-denied","title":"Permission denied","status":403,\
                        "code":"PERMISSION_DENIED","detail":"reading bookings.public.people is denied: no rule allows it; \
                        ask for purpose 'care'","queryId":"…","position":{"line":1,"column":15}}\
                        """);
    }

    @Test
    void aTableWithoutAVisibleColumnIsRefused() {
        assertThat(problem("blind", "people"))
                .contains("\"code\":\"PERMISSION_DENIED\"")
                .contains("no column of bookings.public.people is visible to you");
    }

    @Test
    void catalogThatGrewOldIsReadAgainOnce() {
        fleet.policy.outdate(1);
        assertThat(fleet.query("ann", "{\"sql\":\"people\"}").status()).isEqualTo(200);
        assertThat(fleet.catalog.asked()).isOne();

        fleet.policy.outdate(2);
        assertThat(problem("ann", "people")).contains("\"code\":\"CONFLICT\"");
        assertThat(fleet.catalog.asked()).isEqualTo(2);
    }

    private String problem(String token, String sql) {
        return fleet.query(token, "{\"sql\":\"" + sql + "\"}")
                .bodyText()
                .replaceAll("[0-9a-f]{32}", "…");
    }

    private static String rows(HttpResponse response) {
        String body = response.bodyText();
        assertThat(response.status()).as(body).isEqualTo(200);
        return body.substring(body.indexOf("\"rows\":[[") + 7);
    }

    private static Relation join() {
        Relation joined =
                new Relation.Join(
                        scan(LEGS, "id", "origin"),
                        scan(ORDERS, "leg", "person"),
                        Relation.Join.Kind.INNER,
                        call(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.BIGINT),
                                new Expr.Column(2, Type.Simple.BIGINT)));
        return new Relation.Sort(
                dev.trawl.query.fake.Sample.project(joined, "id", "origin", "person"),
                List.of(SortKey.ascending(0)));
    }
}
