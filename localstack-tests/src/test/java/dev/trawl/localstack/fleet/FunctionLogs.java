package dev.trawl.localstack.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.localstack.aws.Aws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the deployed functions wrote to CloudWatch Logs.
public final class FunctionLogs {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final AirlineFleet fleet;

    public FunctionLogs(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    /// The lines of a function's log that are JSON and tell of a query.
    public List<JsonNode> of(String function, String queryId) {
        ObjectNode ask = MAPPER.createObjectNode();
        ask.put("logGroupName", "/aws/lambda/" + fleet.config().deployedName(function));
        ask.put("filterPattern", '"' + queryId + '"');
        List<JsonNode> lines = new ArrayList<>();
        JsonNode page;
        do {
            page = ask(ask);
            for (JsonNode event : page.path("events")) {
                String line = event.path("message").asText().strip();
                if (line.startsWith("{") && line.contains(queryId)) {
                    lines.add(json(line));
                }
            }
            ask.put("nextToken", page.path("nextToken").asText());
        } while (page.hasNonNull("nextToken"));
        return lines;
    }

    private JsonNode ask(ObjectNode body) {
        try (SignedClient client =
                new SignedClient(new AwsKey("test", "test"), Aws.REGION, Clock.systemUTC())) {
            HttpResponse<String> answer =
                    client.send(
                            "logs",
                            "POST",
                            Objects.requireNonNull(fleet.aws().endpoint()).resolve("/"),
                            Map.of(
                                    "content-type",
                                    "application/x-amz-json-1.1",
                                    "x-amz-target",
                                    "Logs_20140328.FilterLogEvents"),
                            body.toString().getBytes(StandardCharsets.UTF_8));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return json(answer.body());
        }
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
