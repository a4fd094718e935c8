package dev.trawl.local.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.fleet.Routes;
import dev.trawl.local.http.HttpAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HttpEventsTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    @Test
    void aRequestBecomesAnEventInFormat2() throws IOException {
        JsonNode event =
                event(
                        "GET",
                        "/v1/queries/a%2Fb",
                        "x=1&y=&x=2%20z",
                        Map.of(
                                "host", List.of("api.test"),
                                "accept", List.of("text/csv", "application/json"),
                                "cookie", List.of("a=1; b=2"),
                                "user-agent", List.of("curl")),
                        new byte[0],
                        Map.of("subject", "ana"));

        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("routeKey").asText()).isEqualTo("GET /v1/queries/{id}");
        assertThat(event.path("rawPath").asText()).isEqualTo("/v1/queries/a%2Fb");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&y=&x=2%20z");
        assertThat(event.path("pathParameters").toString()).isEqualTo("{\"id\":\"a/b\"}");
        assertThat(event.path("queryStringParameters").toString())
                .isEqualTo("{\"x\":\"1,2 z\",\"y\":\"\"}");
        assertThat(event.path("cookies").toString()).isEqualTo("[\"a=1\",\"b=2\"]");
        assertThat(event.path("headers").path("accept").asText())
                .isEqualTo("text/csv,application/json");
        assertThat(event.path("headers").has("cookie")).isFalse();
        assertThat(event.has("body")).isFalse();
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        JsonNode context = event.path("requestContext");
        assertThat(context.at("/http/method").asText()).isEqualTo("GET");
        assertThat(context.at("/http/sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(context.at("/http/userAgent").asText()).isEqualTo("curl");
        assertThat(context.at("/authorizer/lambda/subject").asText()).isEqualTo("ana");
        assertThat(context.path("stage").asText()).isEqualTo("$default");
        assertThat(context.path("time").asText()).isEqualTo("04/Mar/2026:05:06:07 +0000");
        assertThat(context.path("timeEpoch").asLong()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void textBodiesStayTextAndOthersBecomeBase64() throws IOException {
        byte[] body = "{\"a\":\"ü\"}".getBytes(UTF_8);

        JsonNode text = post(body, "application/json; charset=utf-8");
        JsonNode binary = post(body, "application/vnd.apache.arrow.stream");

        assertThat(text.path("body").asText()).isEqualTo("{\"a\":\"ü\"}");
        assertThat(text.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(binary.path("body").binaryValue()).isEqualTo(body);
        assertThat(binary.path("isBase64Encoded").asBoolean()).isTrue();
    }

    @Test
    void aResponseBecomesAnAnswer() {
        HttpAnswer answer =
                answer(
                        """
                        {"statusCode": 201, "headers": {"content-type": "application/json"},
                         "cookies": ["a=1", "b=2"], "body": "eyJ9", "isBase64Encoded": true}
                        """);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"}");
        assertThat(answer.headers())
                .containsExactly(
                        new HttpAnswer.Header("content-type", "application/json"),
                        new HttpAnswer.Header("Set-Cookie", "a=1"),
                        new HttpAnswer.Header("Set-Cookie", "b=2"));
    }

    @Test
    void aPayloadWithoutStatusIsTheBodyOfA200() {
        HttpAnswer answer = answer("{\"a\": 1}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"a\": 1}");
    }

    @Test
    void whatIsNoResponseIsRefused() {
        assertThatThrownBy(() -> answer("{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> answer("{\"statusCode\": \"x\"}"))
                .hasMessage("Malformed response: statusCode 0");
    }

    @Test
    void theRouteWithMoreFixedSegmentsIsMeant() {
        assertThat(function("GET", "/v1/resources/policy/p")).isEqualTo("policy");
        assertThat(function("GET", "/v1/resources/source/s/history")).isEqualTo("policy");
        assertThat(function("PUT", "/v1/resources/dataset/d")).isEqualTo("scan-metadata");
        assertThat(function("GET", "/v1/queries/1/results")).isEqualTo("query");
        assertThat(function("POST", "/v1/exports/e/runs")).isEqualTo("export");
        assertThat(Routes.find("POST", "/v1/health")).isEmpty();
        assertThat(Routes.find("GET", "/v1/queries/1/2/3")).isEmpty();
    }

    private static String function(String method, String path) {
        return Routes.find(method, path).orElseThrow().route().function();
    }

    private static HttpAnswer answer(String payload) {
        return HttpEvents.answer(payload.getBytes(UTF_8));
    }

    private static JsonNode post(byte[] body, String type) throws IOException {
        return event(
                "POST", "/v1/query", "", Map.of("content-type", List.of(type)), body, Map.of());
    }

    private static JsonNode event(
            String method,
            String path,
            String query,
            Map<String, List<String>> headers,
            byte[] body,
            Map<String, String> context)
            throws IOException {
        FrontRequest request = new FrontRequest(method, path, query, headers, "127.0.0.1", body);
        byte[] event =
                HttpEvents.event(request, Routes.find(method, path).orElseThrow(), context, NOW);
        return JsonMapper.builder().build().readTree(event);
    }
}
