package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEventsTest {
    @Test
    void requestOfTheGatewayIsDecoded() {
        HttpRequest request = Golden.request("post-query.json");

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/query");
        assertThat(request.query())
                .isEqualTo(
                        Map.of(
                                "a",
                                List.of("1", "é x"),
                                "empty",
                                List.of(""),
                                "flag",
                                List.of("")));
        assertThat(request.bearerToken()).contains("abc.def.ghi");
        assertThat(request.header("x-trawl-PURPOSE")).contains("care");
        assertThat(request.bodyText()).isEqualTo("{\"sql\":\"select 1\"}");
    }

    @Test
    void stageBase64BodyAndCaseOfHeadersAreDecoded() {
        HttpRequest request = Golden.request("get-base64-stage.json");

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/v1/queries/a+b+c");
        assertThat(request.header("accept")).contains("text/csv,*/*");
        assertThat(request.body()).isEqualTo(Bytes.fromHex("00ff"));
        assertThat(request.bearerToken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
"""
{} | the event has no method
{"requestContext":[]} | the event has no method
{"requestContext":{"http":{"method":"GET"}}} | the event has no path
{"requestContext":{"http":{"method":"GET"}},"rawPath":"/%"} | the path or query is not percent-encoded
{"requestContext":{"http":{"method":"GET"}},"rawPath":"/","rawQueryString":"a=%zz"} | the path or query is not percent-encoded
{"requestContext":{"http":{"method":"GET"}},"rawPath":"/","body":"*","isBase64Encoded":true} | the body is not base64
""")
    void hostileEventsAreRefused(String event, String message) {
        JsonValue.Fields fields = (JsonValue.Fields) JsonValue.parse(event, JsonLimits.DEFAULT);

        assertThatThrownBy(() -> HttpEvents.decode(fields))
                .isInstanceOf(TrawlException.class)
                .hasMessage(message);
    }

    @Test
    void textIsEncodedAsText() {
        assertThat(HttpEvents.encode(HttpResponse.json(200, "{\"a\":1}")))
                .isEqualTo(
                        """
                        {"statusCode":200,"headers":{"cache-control":"no-store","content-type":"application/json"},\
                        "isBase64Encoded":false,"body":"{\\"a\\":1}"}\
                        """);
    }

    @Test
    void otherBodiesAreEncodedInBase64() {
        HttpResponse response =
                HttpResponse.bytes(200, "application/vnd.apache.arrow.stream", new byte[] {0, -1});

        assertThat(HttpEvents.encode(response))
                .endsWith("\"isBase64Encoded\":true,\"body\":\"AP8=\"}");
    }

    @Test
    void requestsPrintNeitherHeadersNorBodies() {
        assertThat(Golden.request("post-query.json")).hasToString("POST /v1/query");
    }
}
