package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Path LIST = Path.of("../../docs/operations/metrics.md");

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void theLineThatEndsARunHoldsItsMetrics() {
        assertThat(run("count", JsonLog.Measuring.ON))
                .isEqualTo(
                        """
                        {"timestamp":"2026-01-01T00:00:00Z","level":"INFO","message":"request ended","coldStart":"true",\
                        "fleet":"acme","function":"query","kind":"MESSAGE","millis":"0","requestId":"r-1",\
                        "_aws":{"Timestamp":1767225600000,"CloudWatchMetrics":[{"Namespace":"Trawl",\
                        "Dimensions":[["fleet","function"]],"Metrics":[{"Name":"Requests","Unit":"Count"},\
                        {"Name":"Latency","Unit":"Milliseconds"},{"Name":"ColdStarts","Unit":"Count"},\
                        {"Name":"RowsAnswered","Unit":"Count"}]}]},\
                        "Requests":1,"Latency":0,"ColdStarts":1,"RowsAnswered":7}
                        """);
    }

    @Test
    void withoutMeasuringTheLineHasNone() {
        assertThat(run("count", JsonLog.Measuring.OFF))
                .contains("request ended")
                .doesNotContain("_aws", "RowsAnswered");
    }

    @ParameterizedTest
    @CsvSource({
        "PERMISSION_DENIED, UserErrors, Denials",
        "UNAUTHENTICATED, UserErrors, Denials",
        "TABLE_NOT_FOUND, UserErrors, Requests",
        "THROTTLED, LimitErrors, Throttled",
        "ROWS_LIMIT_EXCEEDED, LimitErrors, Requests",
        "SOURCE_UNAVAILABLE, ExternalErrors, Requests",
        "GRANT_INVALID, Bugs, Requests"
    })
    void aFailureIsCountedByItsKind(ErrorCode code, String kind, String also) {
        assertThat(run(code.name(), JsonLog.Measuring.ON))
                .contains("request failed", "\"" + kind + "\":1", "\"" + also + "\":1");
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void everyMetricIsInTheList(Metric metric) throws IOException {
        assertThat(Files.readString(LIST))
                .contains("| `%s` | %s |".formatted(metric.text(), metric.unit().text()));
    }

    private String run(String request, JsonLog.Measuring measuring) {
        MessageEndpoint<String, String> endpoint =
                new MessageEndpoint<>(
                        JsonReader::string,
                        JsonWriter::string,
                        (text, invocation) -> answer(text, invocation));
        JsonLog lines =
                new JsonLog(
                        new PrintStream(log, true, StandardCharsets.UTF_8),
                        CLOCK,
                        Map.of("function", "query", "fleet", "acme"),
                        measuring);
        new FunctionEdge(Endpoints.ofMessages(endpoint), lines, CLOCK)
                .answer(
                        "{\"v\":1,\"request\":\"%s\"}"
                                .formatted(request)
                                .getBytes(StandardCharsets.UTF_8),
                        new Invocation("r-1", null, CLOCK.instant().plusSeconds(9)));
        return log.toString(StandardCharsets.UTF_8);
    }

    private static String answer(String text, Invocation invocation) {
        if (!text.equals("count")) {
            throw new TrawlException(ErrorCode.valueOf(text), "no");
        }
        invocation.measure(Metric.ROWS_ANSWERED, 3);
        invocation.measure(Metric.ROWS_ANSWERED, 4);
        return text;
    }
}
