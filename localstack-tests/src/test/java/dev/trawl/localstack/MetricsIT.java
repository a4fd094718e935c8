package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.FunctionLogs;
import dev.trawl.localstack.fleet.OnFleet;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the deployed functions measure, as CloudWatch reads it from their logs.
@OnFleet
@Timeout(120)
class MetricsIT {
    private static final String CALL = "\\w+\\.\\w+ \\d+\\+\\d+(x\\d+)?";
    private static final Duration WRITTEN = Duration.ofSeconds(30);

    private static final String CALLS = CALL + "(; " + CALL + ")*";

    private final AirlineFleet fleet;

    MetricsIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void everyFunctionOfAQueryMeasuresItInALineOfItsLog() {
        Caller.Answer answer = fleet.as("ana").query("select * from airports limit 7", null);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        String query = answer.json().path("queryId").asText();

        JsonNode asked = line("query", query);
        assertThat(metrics(asked))
                .contains("Requests", "Latency", "RowsAnswered", "Fragments", "CostMicrodollars");
        assertThat(asked.path("RowsAnswered").asLong()).isEqualTo(7);
        assertThat(metrics(line("policy", query))).contains("Requests", "Grants");
        JsonNode read = line("source-flights", query);
        assertThat(metrics(read)).contains("Requests", "RowsSent", "BytesSent");
        assertThat(read.path("RowsSent").asLong()).isBetween(7L, 3_376L);
    }

    @Test
    void aRefusalIsMeasuredAsOne() {
        Caller.Answer refused =
                fleet.as("ana").query("select * from passengers", "fraud_investigation");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);

        JsonNode line = line("query", refused.json().path("queryId").asText());

        assertThat(metrics(line)).contains("UserErrors", "Denials");
        assertThat(line.path("Denials").asLong()).isEqualTo(1);
    }

    /// Of which `trawl trace` draws where the time went: operations, and nothing of what for.
    @Test
    void theLinesTellTheCallsOfStoresAndDatabases() {
        Caller.Answer answer =
                fleet.as("fay").query("select count(*) from passengers", "fraud_investigation");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        String query = answer.json().path("queryId").asText();

        assertThat(line("source-bookings", query).path("calls").asText())
                .matches(CALLS)
                .contains("Database.Statement ", "S3.PutObject ");
        assertThat(line("query", query).path("calls").asText())
                .matches(CALLS)
                .contains("S3.PutObject ");
    }

    /// The line that ends the function's run for a query.
    private JsonNode line(String function, String query) {
        assertThat(query).isNotEmpty();
        FunctionLogs logs = new FunctionLogs(fleet);
        List<JsonNode> lines =
                Await.until(
                        WRITTEN,
                        () ->
                                logs.of(function, query).stream()
                                        .filter(line -> line.has("_aws"))
                                        .toList(),
                        found -> !found.isEmpty());
        assertThat(lines).as(function).isNotEmpty();
        JsonNode line = lines.getLast();
        JsonNode directive = line.at("/_aws/CloudWatchMetrics/0");
        assertThat(directive.path("Namespace").asText()).isEqualTo("Trawl");
        assertThat(directive.path("Dimensions").toString()).contains("fleet", "function");
        assertThat(line.at("/_aws/Timestamp").isIntegralNumber()).isTrue();
        assertThat(line.path("function").asText()).isEqualTo(function);
        metrics(line).forEach(name -> assertThat(line.path(name).isNumber()).as(name).isTrue());
        return line;
    }

    private static List<String> metrics(JsonNode line) {
        return StreamSupport.stream(
                        line.at("/_aws/CloudWatchMetrics/0/Metrics").spliterator(), false)
                .map(metric -> metric.path("Name").asText())
                .toList();
    }
}
