package dev.trawl.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Bytes;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.QuerySettings;
import dev.trawl.query.deliver.MediaType;
import dev.trawl.query.execute.Splitting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestParserTest {
    private static final RequestParser PARSER =
            new RequestParser(
                    QuerySettings.from(
                                    new Settings(
                                            Map.of(
                                                    "TRAWL_ROLE", "query",
                                                    "TRAWL_FUNCTION", "query",
                                                    "TRAWL_ISSUERS", "[]")))
                            .limits());

    @Test
    void everythingIsRead() {
        QueryRequest request =
                parse(
                        Map.of("accept", "text/csv;q=0.5, */*", "idempotency-key", "k"),
                        """
                        {"limits":{"bytes":5,"rows":4},"purpose":"p","sql":"select 1","wait":3,
                         "options":{"pushdown":"none","splitsMax":2}}\
                        """);

        assertThat(request)
                .isEqualTo(
                        new QueryRequest(
                                "select 1",
                                "p",
                                Duration.ofSeconds(3),
                                4,
                                5,
                                SourceRequest.Pushdown.NONE,
                                Splitting.ALWAYS,
                                2,
                                MediaType.CSV,
                                "k"));
        assertThat(request).hasToString("QueryRequest[8 characters]");
    }

    @Test
    void defaultsAreTheFleets() {
        assertThat(parse(Map.of("x-trawl-purpose", "p"), "{\"sql\":\"s\"}"))
                .isEqualTo(
                        new QueryRequest(
                                "s",
                                "p",
                                Duration.ofSeconds(10),
                                50_000_000,
                                8L << 30,
                                SourceRequest.Pushdown.FULL,
                                Splitting.WHERE_IT_PAYS,
                                64,
                                MediaType.JSON,
                                null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {}                                         | the body needs 'sql'
                    {"sql":1}                                  | 'sql' must be a text
                    {"sql":"s","sqi":1}                        | the body has no field 'sqi'; known: [limits, options, parameters, purpose, sql, wait]
                    {"sql":"s","limits":{"row":1}}             | the body has no field 'limits.row'; known: [bytes, rows]
                    {"sql":"s","purpose":"q"}                  | 'purpose' and the header X-Trawl-Purpose differ; send one
                    {"sql":"s","options":{"pushdown":"some"}}  | 'options.pushdown' must be full or none
                    {"sql":"s","wait":1.5}                     | 'wait' must be a whole number from 0 to 25
                    """)
    void otherRequestsAreRefused(String body, String message) {
        assertThatThrownBy(() -> parse(Map.of("x-trawl-purpose", "p"), body))
                .isInstanceOf(TrawlException.class)
                .hasMessage(message);
    }

    @Test
    void unknownFormIsRefused() {
        assertThatThrownBy(() -> parse(Map.of("accept", "image/png, */*;q=0"), "{\"sql\":\"s\"}"))
                .hasMessage(
                        "answers come as [application/json, text/csv, application/vnd.apache.arrow.stream]");
    }

    private static QueryRequest parse(Map<String, String> headers, String body) {
        return PARSER.parse(
                new HttpRequest(
                        "POST",
                        "/v1/query",
                        Map.of(),
                        headers,
                        Map.of(),
                        Bytes.copyOf(body.getBytes(StandardCharsets.UTF_8))));
    }
}
