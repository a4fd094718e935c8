package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionEdgeTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final FunctionEdge edge = edge((text, _) -> upper(text));

    @Test
    void httpGoesToTheRoutes() {
        assertThat(answer(Golden.text("post-query.json")))
                .contains("\"statusCode\":200")
                .contains("\"body\":\"SELECT 1\"");
        assertThat(logText())
                .isEqualTo(
                        """
                        {"timestamp":"2026-01-01T00:00:00Z","level":"INFO","message":"request ended","coldStart":"true",\
                        "function":"test","kind":"HTTP","millis":"0","queryId":"q-1","requestId":"r-1",\
                        "route":"POST /v1/query","traceId":"Root=1"}
                        """);
    }

    @Test
    void onlyTheFirstRequestIsACold() {
        answer("{\"v\":1,\"request\":\"a\"}");
        answer("{\"v\":1,\"request\":\"a\"}");

        assertThat(logText().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"coldStart\":\"true\""),
                        line -> assertThat(line).contains("\"coldStart\":\"false\""));
    }

    @Test
    void messagesGetAnswers() {
        assertThat(answer("{\"v\":1,\"request\":\"a\"}")).isEqualTo("{\"v\":1,\"answer\":\"A\"}");
    }

    @Test
    void everyFunctionTellsThatItRuns() {
        FunctionEdge bare = new FunctionEdge(new Endpoints(null, null, null), jsonLog(), CLOCK);

        assertThat(bare.answer(bytes("{\"health\":{}}"), invocation()))
                .isEqualTo("{\"status\":\"ok\"}");
        assertThat(bare.answer(bytes("{\"health\":{},\"requestContext\":{}}"), invocation()))
                .contains("\"statusCode\":404");
    }

    @Test
    void codedErrorsOfMessagesAreAnswers() {
        assertThat(answer("{\"v\":1,\"request\":\"deny\"}"))
                .isEqualTo(
                        "{\"v\":1,\"error\":{\"code\":\"PERMISSION_DENIED\",\"message\":\"no\"}}");
    }

    @Test
    void bugsTellNothingButTheRequest() {
        assertThat(answer("{\"v\":1,\"request\":\"bug\"}"))
                .isEqualTo(
                        """
                        {"v":1,"error":{"code":"INTERNAL","message":"Trawl failed on its own account; \
                        the log has the request 'r-1'"}}\
                        """);
        assertThat(logText())
                .contains("java.lang.IllegalStateException at dev.trawl.lambda")
                .doesNotContain("secret of a row");
    }

    @Test
    void stackOverflowIsABugAndNotTheEnd() {
        FunctionEdge deep = edge((text, _) -> forever(text));

        assertThat(deep.answer(bytes("{\"v\":1,\"request\":\"a\"}"), invocation()))
                .contains("INTERNAL");
    }

    @Test
    void bugOverHttpIsAProblem() {
        assertThat(answer(Golden.text("post-query.json").replace("select 1", "bug")))
                .contains("\"statusCode\":500")
                .contains("application/problem+json")
                .contains("INTERNAL")
                .contains("q-1");
    }

    @Test
    void failedEventsEndWithAnExceptionThatHasNoStack() {
        assertThat(answer("{\"Records\":[]}")).isEqualTo("{}");
        assertThatThrownBy(() -> answer("{\"source\":\"bug\"}"))
                .isInstanceOf(EventFailedException.class)
                .hasMessage("INTERNAL")
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{",
                "\"v\"",
                "{\"v\":1,\"request\":",
                "{\"v\":2,\"request\":\"a\"}",
                "{\"v\":1,\"request\":\"a\",\"more\":1}",
                "{\"v\":1,\"request\":\"a\"} x",
                "\u0000"
            })
    void hostilePayloadsAreMalformed(String payload) {
        assertThat(answer(payload))
                .startsWith("{\"v\":1,\"error\":{\"code\":\"MALFORMED_MESSAGE\"");
    }

    @Test
    void brokenHttpIsAnInvalidRequest() {
        assertThat(answer("{\"requestContext\":{}")).contains("\"statusCode\":400");
        assertThat(answer("{\"requestContext\":" + "[".repeat(600))).contains("\"statusCode\":400");
    }

    @Test
    void payloadAboveTheLimitIsRefused() {
        byte[] payload = new byte[FunctionEdge.PAYLOAD_BYTES_MAX + 1];

        assertThat(edge.answer(payload, invocation())).contains("REQUEST_TOO_LARGE");
    }

    @Test
    void whatAFunctionDoesNotServeIsRefused() {
        FunctionEdge bare = new FunctionEdge(new Endpoints(null, null, null), jsonLog(), CLOCK);

        assertThat(bare.answer(bytes("{\"v\":1,\"request\":\"a\"}"), invocation()))
                .isEqualTo(
                        """
                        {"v":1,"error":{"code":"NOT_FOUND","message":"this function does not answer messages"}}\
                        """);
        assertThat(bare.answer(bytes(Golden.text("post-query.json")), invocation()))
                .contains("\"statusCode\":404");
    }

    private FunctionEdge edge(MessageEndpoint.Service<String, String> service) {
        HttpHandler http =
                Router.builder()
                        .on(
                                "POST",
                                "/v1/query",
                                (request, invocation) -> {
                                    invocation.query("q-1");
                                    String sql = RequestBody.of(request).text("sql");
                                    return HttpResponse.text(200, "text/plain", upper(sql));
                                })
                        .build();
        EventHandler events = (event, _) -> upper(event.findText("source").orElse(""));
        return new FunctionEdge(
                Endpoints.ofHttp(http)
                        .withMessages(
                                new MessageEndpoint<>(
                                        JsonReader::string, JsonWriter::string, service))
                        .withEvents(events),
                jsonLog(),
                CLOCK);
    }

    private static String upper(String text) {
        return switch (text) {
            case "bug" -> throw new IllegalStateException("secret of a row " + text);
            case "deny" -> throw new TrawlException(ErrorCode.PERMISSION_DENIED, "no");
            default -> text.toUpperCase(java.util.Locale.ROOT);
        };
    }

    @SuppressWarnings("InfiniteRecursion")
    private static String forever(String text) {
        return forever(text + "");
    }

    private String answer(String payload) {
        return edge.answer(bytes(payload), invocation());
    }

    private static Invocation invocation() {
        return new Invocation("r-1", "Root=1", CLOCK.instant().plusSeconds(30));
    }

    private JsonLog jsonLog() {
        return new JsonLog(
                new PrintStream(log, true, StandardCharsets.UTF_8),
                CLOCK,
                Map.of("function", "test"));
    }

    private String logText() {
        return log.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
