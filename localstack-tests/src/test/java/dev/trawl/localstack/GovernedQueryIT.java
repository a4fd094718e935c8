package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.OnFleet;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;

/// Governed answers of the deployed functions: who gets what, inline, in parts, later, or not at
/// all.
@OnFleet
@Timeout(180)
class GovernedQueryIT {
    private static final String PSEUDONYM = "[0-9a-f]{64}";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final AirlineFleet fleet;

    GovernedQueryIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void analystSeesPseudonymsThatJoinAcrossSources() {
        Caller.Answer answer = fleet.as("ana").query(AirlineFleet.demoSql(), "delay_analytics");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("rows")).hasSize(6);
        for (JsonNode row : answer.json().path("rows")) {
            assertThat(row.get(4).asText()).matches(PSEUDONYM);
            assertThat(row.get(5).asText()).isEqualTo("-");
            assertThat(row.get(6).asText()).matches(PSEUDONYM);
            assertThat(row.get(7).asText()).matches("\\*{12}\\d{4}");
        }
    }

    @Test
    void managerSeesOnlyTheOwnAirport() {
        Caller.Answer answer =
                fleet.as("marco")
                        .query(
                                "select station, count(*) from bookings group by station",
                                "station_operations");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("rows")).hasSize(1);
        assertThat(answer.json().path("rows").get(0).get(0).asText()).isEqualTo("DFW");
    }

    @Test
    void whoMayNotIsRefused() {
        Caller.Answer answer =
                fleet.as("ana").query("select * from passengers", "fraud_investigation");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    }

    @Test
    void badTokensAreRefusedAtTheFront() {
        String good = "select count(*) from airports";
        for (Caller caller :
                List.of(fleet.asNobody(), fleet.withToken("a.b.c"), fleet.withToken("nonsense"))) {
            assertThat(caller.query(good, null).status()).isEqualTo(401);
        }
    }

    /// The front is only the first wall.
    @Test
    void theFunctionItselfRefusesABadToken() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "2.0").put("routeKey", "POST /v1/query").put("rawPath", "/v1/query");
        event.putObject("headers")
                .put("authorization", "Bearer a.b.c")
                .put("content-type", "application/json");
        event.putObject("requestContext")
                .put("requestId", "r")
                .putObject("http")
                .put("method", "POST")
                .put("path", "/v1/query");
        event.put("body", "{\"sql\":\"select count(*) from airports\"}");

        String answer =
                fleet.aws()
                        .lambda()
                        .invoke(b ->
                                b.functionName(fleet.config().deployedName("query"))
                                        .qualifier("live")
                                        .payload(SdkBytes.fromUtf8String(event.toString())))
                        .payload()
                        .asUtf8String();

        assertThat(answer).contains("\"statusCode\":401").contains("UNAUTHENTICATED");
    }

    @Test
    void aLargeAnswerComesInPartsBehindAddressesOfItsOwn() {
        Caller ana = fleet.as("ana");
        long rows =
                ana.query("select count(*) from legs where month = '2001-05'", null)
                        .json()
                        .path("rows")
                        .path(0)
                        .path(0)
                        .asLong();

        JsonNode parts =
                results(ana, ana.query("select * from legs where month = '2001-05'", null))
                        .json()
                        .path("parts");

        assertThat(parts).isNotEmpty();
        long sum = 0;
        for (JsonNode part : parts) {
            sum += part.path("rows").asLong();
            HttpResponse<byte[]> bytes = Caller.download(part.path("url").asText());
            assertThat(bytes.statusCode()).isEqualTo(200);
            assertThat(bytes.body()).hasSize(part.path("bytes").asInt());
        }
        assertThat(sum).isEqualTo(rows).isPositive();
    }

    @Test
    void whoDoesNotWaitIsToldWhereToLook() {
        Caller ana = fleet.as("ana");
        Caller.Answer first =
                ana.query(
                        Caller.body("select origin, count(*) from legs group by origin", null)
                                .put("wait", 0));
        Caller.Answer last = results(ana, first);

        assertThat(first.status()).as(first.toString()).isIn(200, 202);
        assertThat(last.status()).as(last.toString()).isEqualTo(200);
        if (first.status() == 202) {
            assertThat(fleet.as("fay").send("GET", first.header("location"), null).status())
                    .isEqualTo(404);
        }
    }

    /// A lock on the table holds the query where it is until it is cancelled.
    @Test
    void aCancelledQueryEnds() throws SQLException {
        Caller fay = fleet.as("fay");
        try (Connection connection = fleet.database();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table passengers in access exclusive mode");
            Caller.Answer begun =
                    fay.query(
                            Caller.body("select name from passengers", "fraud_investigation")
                                    .put("wait", 1));
            assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
            String location = begun.header("location");
            assertThat(fay.send("DELETE", location, null).status()).isEqualTo(204);

            JsonNode state =
                    Await.until(
                            LONG,
                            () -> fay.send("GET", location, null).json(),
                            seen -> !seen.path("state").asText().equalsIgnoreCase("running"));

            assertThat(state.toString()).containsIgnoringCase("cancel");
            connection.rollback();
        }
    }

    private static Caller.Answer results(Caller caller, Caller.Answer first) {
        return first.status() == 202
                ? Await.until(
                        LONG,
                        () -> caller.send("GET", first.header("location") + "/results", null),
                        answer -> answer.status() != 202)
                : first;
    }
}
