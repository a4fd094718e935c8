package dev.trawl.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.catalog.schema.JsonSchema;
import dev.trawl.query.authorize.CalciteFront;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Events as an endpoint gets them.
class OpenLineageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger status = new AtomicInteger(201);
    private HttpServer endpoint;
    private Fleet fleet;

    @BeforeEach
    void listen() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext(
                "/",
                exchange -> {
                    received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    keys.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                    exchange.sendResponseHeaders(status.get(), -1);
                    exchange.close();
                });
        endpoint.start();
        fleet = fleet("http://127.0.0.1:" + endpoint.getAddress().getPort() + "/api/v1/lineage");
    }

    private static Fleet fleet(String url) {
        Map<String, String> settings = new HashMap<>();
        settings.put("TRAWL_OPENLINEAGE_URL", url);
        settings.put("TRAWL_OPENLINEAGE_KEY", "k1");
        settings.put("TRAWL_OPENLINEAGE_NAMESPACE", "trawl://airline");
        settings.put("TRAWL_OPENLINEAGE_TIMEOUT", "20s");
        settings.put("TRAWL_OPENLINEAGE_WAIT", "10s");
        return new Fleet(new CalciteFront(SqlLimits.DEFAULT), settings, 1);
    }

    /// Whatever a test is about, its events are what the published schemas say.
    @AfterEach
    void close() {
        fleet.close();
        endpoint.stop(0);
        assertThat(received).allSatisfy(OpenLineageTest::isValid);
    }

    private static void isValid(String event) {
        assertThat(PublishedOpenLineage.problems(event)).as(event).isEmpty();
    }

    @Test
    void aQueryIsToldFromItsStartToItsEnd() throws IOException {
        fleet.policy.mask("origin");
        query("select origin, sum(delay) as late from legs where price > 12345 group by origin");

        List<JsonNode> events = valid();
        assertThat(events)
                .extracting(e -> e.path("eventType").asText())
                .containsExactly("START", "COMPLETE");
        assertThat(events.get(0).path("run")).isEqualTo(events.get(1).path("run"));
        assertThat(events.get(0).path("job")).isEqualTo(events.get(1).path("job"));
        JsonNode input = events.get(0).path("inputs").get(0);
        assertThat(input.path("namespace").asText()).isEqualTo("trawl://airline");
        assertThat(input.path("name").asText()).isEqualTo("flights.public.legs");
        JsonNode facets = events.get(0).path("outputs").get(0).path("facets");
        assertThat(facets.path("schema").path("fields").toString())
                .isEqualTo(
                        "[{\"name\":\"origin\",\"type\":\"varchar\"},{\"name\":\"late\",\"type\":\"bigint\"}]");
        assertThat(
                        facets.path("columnLineage")
                                .path("fields")
                                .path("late")
                                .path("inputFields")
                                .toString())
                .contains(
                        "\"field\":\"delay\",\"transformations\":[{\"type\":\"DIRECT\",\"masking\":false}]",
                        "\"field\":\"origin\",\"transformations\":[{\"type\":\"INDIRECT\",\"masking\":true}]",
                        "\"field\":\"price\",\"transformations\":[{\"type\":\"INDIRECT\",\"masking\":false}]");
        assertThat(received.toString()).doesNotContain("12345", "select");
        assertThat(keys).containsOnly("Bearer k1");
    }

    @Test
    void equalQueriesAreRunsOfOneJob() throws IOException {
        query("select id from legs where id = 1");
        query("select id from legs where id = 2");
        query("select origin from legs");

        List<JsonNode> events = valid();
        assertThat(events.stream().map(e -> e.path("job").path("name").asText()).distinct())
                .hasSize(2);
        assertThat(events.stream().map(e -> e.path("run").path("runId").asText()).distinct())
                .hasSize(3);
        assertThat(events.get(1).path("outputs").get(0).path("outputFacets").toString())
                .contains("\"rowCount\":1");
    }

    @Test
    void aQueryThatFailsTellsItsCodeOnly() throws IOException {
        assertThat(fleet.query("ann", "{\"sql\":\"select 1 / (id - 5) from legs\"}").bodyText())
                .contains("DIVISION_BY_ZERO");

        List<JsonNode> events = valid();
        assertThat(events)
                .extracting(e -> e.path("eventType").asText())
                .containsExactly("START", "FAIL");
        assertThat(events.get(1).path("run").path("facets").path("errorMessage").path("message"))
                .hasToString("\"DIVISION_BY_ZERO\"");
    }

    @Test
    void anEndpointThatRefusesOrIsAwayFailsNoQuery() {
        status.set(500);
        query("select id from legs");
        endpoint.stop(0);
        query("select id from legs");
    }

    @Test
    void objectsAreWrittenBesideTheState() {
        try (Fleet other = fleet("s3://state")) {
            assertThat(other.query("ann", "{\"sql\":\"select id from legs\"}").status())
                    .isEqualTo(200);
            assertThat(other.objects.list("openlineage/", 10))
                    .hasSize(2)
                    .allSatisfy(o -> isValid(new String(other.objects.load(o.key()), UTF_8)));
        }
    }

    @Test
    void withoutAnEndpointNobodyIsTold() {
        try (Fleet other = new Fleet(new CalciteFront(SqlLimits.DEFAULT), Map.of(), 1)) {
            other.query("ann", "{\"sql\":\"select id from legs\"}");
            assertThat(other.objects.list("openlineage/", 10)).isEmpty();
        }
        assertThat(received).isEmpty();
    }

    /// The validator finds what is wrong in the event, and in each of its facets.
    @Test
    void whatIsWrongIsFound() {
        Map<String, String> faults =
                Map.of(
                        "\"runId\":\"", "\"runId\":\"x",
                        "\"eventTime\":\"", "\"eventTime\":\"on",
                        "\"fields\":[{\"name\":", "\"fields\":[{\"nome\":",
                        "\"transformations\":", "\"transformations\":1,\"t\":",
                        "\"inputFields\":", "\"outputFields\":",
                        "\"_producer\":", "\"producer\":");
        query("select origin from legs");
        String start = received.getFirst();

        faults.forEach((right, wrong) -> {
            assertThat(start).contains(right);
            String broken = start.replaceFirst(Pattern.quote(right), wrong);
            assertThat(PublishedOpenLineage.problems(broken)).as(broken).isNotEmpty();
        });
    }

    @Test
    void anExportIsToldWithWhereItGoes() throws IOException {
        Map<String, String> job =
                Map.of(
                        "x-trawl-ticket", "ticket of nightly",
                        "x-trawl-query-id", "1".repeat(32),
                        "x-trawl-destination", "state/exports/daily/");
        String body = "{\"sql\":\"select id from legs\"}";
        assertThat(fleet.send("POST", "/v1/query", job, body).status()).isEqualTo(200);

        JsonNode output = valid().getFirst().path("outputs").get(0);
        assertThat(output.path("name").asText()).isEqualTo("state/exports/daily/");
    }

    private void query(String sql) {
        assertThat(fleet.query("ann", "{\"sql\":\"" + sql + "\"}").status()).isEqualTo(200);
    }

    private List<JsonNode> valid() throws IOException {
        JsonSchema schema;
        try (InputStream in =
                OpenLineageTest.class.getResourceAsStream("openlineage/RunEvent.schema.json")) {
            schema = new JsonSchema(JSON.readTree(Objects.requireNonNull(in)));
        }
        List<JsonNode> events = new ArrayList<>();
        for (String text : received) {
            JsonNode event = JSON.readTree(text);
            assertThat(schema.check(event)).as(text).isEmpty();
            events.add(event);
        }
        return events;
    }
}
