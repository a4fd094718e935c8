package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that are wrong: who asks, what is asked, and how much of it.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class BadRequestsIT {

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql(
                "CREATE TABLE ledger AS SELECT i AS id, 'entry ' || i AS label, i % 3 AS rest"
                        + " FROM generate_series(1, 30) AS g(i)",
                "CREATE TABLE locked AS TABLE ledger");
        fleet.apply(TestResources.read("fleet/resources/ledger.yaml"));
    }

    @Test
    void badTokensAreRefusedAtTheDoorAndInside(FleetUnderTest fleet)
            throws IOException, ParseException, JOSEException {
        Tokens tokens = Tokens.of(fleet);
        String body = Caller.request("select count(*) from ledger").toString();
        assertThat(fleet.withToken(tokens.good()).post("/v1/query", body).status()).isEqualTo(200);
        assertThat(inside(fleet, "Bearer " + tokens.good()).path("statusCode").asInt())
                .isEqualTo(200);

        for (Map.Entry<String, String> bad : tokens.bad().entrySet()) {
            Answer door = fleet.withToken(bad.getValue()).post("/v1/query", body);
            JsonNode inside = inside(fleet, "Bearer " + bad.getValue());

            assertThat(door.status()).as(bad.getKey()).isEqualTo(401);
            assertThat(inside.path("statusCode").asInt()).as(bad.getKey()).isEqualTo(401);
            assertThat(Json.parse(inside.path("body").asText()).path("code").asText())
                    .as(bad.getKey())
                    .isEqualTo("UNAUTHENTICATED");
            assertThat(inside.path("body").asText()).doesNotContain(bad.getValue());
        }
    }

    /// Past the front, as if its authorizer had let the request through.
    private static JsonNode inside(FleetUnderTest fleet, String authorization) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "2.0").put("routeKey", "POST /v1/query").put("rawPath", "/v1/query");
        event.put("rawQueryString", "");
        event.putObject("headers")
                .put("authorization", authorization)
                .put("content-type", "application/json");
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", "r-1").put("routeKey", "POST /v1/query").put("stage", "$default");
        context.putObject("http")
                .put("method", "POST")
                .put("path", "/v1/query")
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", "127.0.0.1")
                .put("userAgent", "test");
        context.putObject("authorizer").putObject("lambda").put("principal", "somebody|else");
        event.put("body", Caller.request("select count(*) from ledger").toString());
        event.put("isBase64Encoded", false);
        return Json.parse(
                fleet.fleet()
                        .invoke("query", event.toString().getBytes(StandardCharsets.UTF_8))
                        .text());
    }

    static Stream<Arguments> brokenSql() {
        return Stream.of(
                Arguments.of("select\n  * fro ledger", "SYNTAX_ERROR", "2:9"),
                Arguments.of("select 'open", "SYNTAX_ERROR", "1:8"),
                Arguments.of("select id,\n  nope\nfrom ledger", "COLUMN_NOT_FOUND", "2:3"),
                Arguments.of("select *\nfrom missing", "TABLE_NOT_FOUND", "2:6"),
                Arguments.of("select label + 1 from ledger", "TYPE_MISMATCH", "1:8"),
                Arguments.of("select frobnicate(id) from ledger", "NOT_SUPPORTED", "1:8"),
                Arguments.of("select id, count(*) from ledger", "SYNTAX_ERROR", "1:8"),
                Arguments.of("drop table ledger", "SYNTAX_ERROR", "1:1"),
                Arguments.of("delete from ledger", "NOT_SUPPORTED", ""),
                Arguments.of("select 1; select 2", "SYNTAX_ERROR", "1:9"),
                Arguments.of("", "SYNTAX_ERROR", ""),
                Arguments.of("select \u0000 from ledger", "SYNTAX_ERROR", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenSql")
    void brokenSqlIsRefusedWithItsPlace(
            String sql, String code, String place, FleetUnderTest fleet) {
        JsonNode problem = fleet.as("ana").query(sql).refusedWith(code).json();

        if (!place.isEmpty()) {
            JsonNode position = problem.path("position");
            assertThat(position.path("line").asText() + ":" + position.path("column").asText())
                    .as(problem.toString())
                    .isEqualTo(place);
        }
    }

    static Stream<Arguments> failingSql() {
        return Stream.of(
                Arguments.of("select 10 / (id - 7) from ledger", "DIVISION_BY_ZERO"),
                Arguments.of("select sum(1 / rest) from ledger", "DIVISION_BY_ZERO"),
                Arguments.of("select cast(label as bigint) from ledger", "INVALID_CAST"),
                Arguments.of("select id * 9000000000000000000 from ledger", "VALUE_OUT_OF_RANGE"),
                Arguments.of(
                        "select a.id / (b.rest - 1) from ledger a join ledger b on a.id = b.id",
                        "DIVISION_BY_ZERO"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failingSql")
    void valuesThatFailAreNotQuoted(String sql, String code, FleetUnderTest fleet) {
        assertThat(fleet.as("ana").query(sql).refusedWith(code).text()).doesNotContain("entry");
    }

    @Test
    void forbiddenAndUnknownTablesGetTheSameAnswer(FleetUnderTest fleet) {
        Answer forbidden = fleet.as("nora").query("select id from shop.public.locked");
        Answer unknown = fleet.as("nora").query("select id from shop.public.lacked");
        Answer hidden = fleet.as("rita").query("select id from locked");
        Answer missing = fleet.as("rita").query("select id from lacked");

        assertThat(anonymous(forbidden)).isEqualTo(anonymous(unknown).replace("lacked", "locked"));
        assertThat(anonymous(hidden)).isEqualTo(anonymous(missing).replace("lacked", "locked"));
        assertThat(forbidden.status()).isEqualTo(unknown.status());
        assertThat(names(forbidden)).isEqualTo(names(unknown));
    }

    private static String anonymous(Answer answer) {
        return answer.refusedWith("TABLE_NOT_FOUND")
                .text()
                .replaceAll("\"queryId\":\"[0-9a-f]{32}\"", "");
    }

    private static String names(Answer answer) {
        return answer.headers().map().keySet().stream().sorted().collect(Collectors.joining(","));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("not JSON", "{sql"),
                Arguments.of("a list", "[]"),
                Arguments.of("no sql", "{}"),
                Arguments.of("sql is a number", "{\"sql\":1}"),
                Arguments.of("sql twice", "{\"sql\":\"select 1\",\"sql\":\"select 2\"}"),
                Arguments.of("an unknown field", "{\"sql\":\"select 1\",\"as\":\"stella\"}"),
                Arguments.of("a negative wait", "{\"sql\":\"select 1\",\"wait\":-1}"),
                Arguments.of("deep JSON", "[".repeat(20_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedRequestsAreRefused(String what, String body, FleetUnderTest fleet) {
        Answer answer =
                fleet.as("ana")
                        .post("/v1/query", body)
                        .refusedWith("INVALID_REQUEST", "REQUEST_TOO_LARGE");

        assertThat(answer.status()).as(what).isBetween(400, 431);
    }

    /// A body that says it is compressed is read as it is: nothing here unpacks.
    @Test
    void compressedBodiesAreNotUnpacked(FleetUnderTest fleet) {
        Caller ana = fleet.as("ana");
        String body = Caller.request("select count(*) from ledger").toString();
        Map<String, String> headers = Map.of("Accept", Caller.JSON, "Content-Encoding", "gzip");

        ana.post("/v1/query", "\u001f\u008b\b" + body, headers).refusedWith("INVALID_REQUEST");
        assertThat(ana.post("/v1/query", body).value()).isEqualTo("30");
    }

    @Test
    void oversizedRequestsAreRefused(FleetUnderTest fleet) {
        Caller ana = fleet.as("ana");
        String million = "x".repeat(1_100_000);

        ana.query("select '" + million + "'").refusedWith("REQUEST_TOO_LARGE");
        ana.query("select '" + "x".repeat(100_001) + "'").refusedWith("REQUEST_TOO_LARGE");
        assertThat(ana.post("/v1/query", million.repeat(7)).status()).isEqualTo(413);
        assertThat(
                        ana.post(
                                        "/v1/query",
                                        Caller.request("select 1").toString(),
                                        Map.of("X-Long", "x".repeat(20_000)))
                                .status())
                .isEqualTo(431);
        assertThat(ana.query("select count(*) from ledger").value()).isEqualTo("30");
    }

    static Stream<Arguments> deep() {
        String terms = IntStream.range(0, 4_000).mapToObj(i -> "id").collect(joining(" + "));
        return Stream.of(
                Arguments.of("brackets", "select " + "(".repeat(5_000) + "1" + ")".repeat(5_000)),
                Arguments.of("not", "select * from ledger where " + "not ".repeat(9_000) + "true"),
                Arguments.of(
                        "subqueries",
                        "select * from "
                                + "(select * from ".repeat(900)
                                + "ledger"
                                + ") t".repeat(900)),
                Arguments.of("sum", "select " + terms + " from ledger"),
                Arguments.of(
                        "case",
                        "select "
                                + "case when id = 1 then 2 else ".repeat(700)
                                + "3"
                                + " end".repeat(700)
                                + " from ledger"),
                Arguments.of(
                        "unions",
                        IntStream.range(0, 500)
                                .mapToObj(i -> "select id from ledger")
                                .collect(joining(" union all "))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deep")
    void deepSqlEndsCoded(String what, String sql, FleetUnderTest fleet) {
        Answer answer = fleet.as("ana").query(sql);

        if (answer.status() != 200) {
            answer.refusedWith("REQUEST_TOO_LARGE", "SPLITS_LIMIT_EXCEEDED", "NOT_SUPPORTED");
        }
        assertThat(fleet.as("ana").query("select count(*) from ledger").value())
                .as("after %s", what)
                .isEqualTo("30");
    }

    @Test
    void limitsOfTheRequestAreErrors(FleetUnderTest fleet) {
        ObjectNode few = Caller.request("select id from ledger");
        few.putObject("limits").put("rows", 29);

        fleet.as("ana").query(few, Caller.JSON).refusedWith("ROWS_LIMIT_EXCEEDED");
    }

    private static Collector<CharSequence, ?, String> joining(String separator) {
        return Collectors.joining(separator);
    }
}
