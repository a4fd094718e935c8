package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.localstack.aws.Aws;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.OnFleet;
import dev.trawl.localstack.fleet.StoredSchedules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Schedules that LocalStack stores, fired by the local fleet's ticker.
@OnFleet
@Timeout(180)
class SchedulesIT {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final AirlineFleet fleet;
    private final StoredSchedules stored;

    @TempDir Path folder;

    SchedulesIT(AirlineFleet fleet) {
        this.fleet = fleet;
        this.stored = new StoredSchedules(fleet);
    }

    @Test
    void aStoredScheduleFiresForItsFunctionWithItsTime() throws IOException {
        String arn =
                fleet.aws()
                        .lambda()
                        .getAlias(b ->
                                b.functionName(fleet.config().deployedName("scan-metadata"))
                                        .name("live"))
                        .aliasArn();
        store("tick", arn);
        List<String> functions = new ArrayList<>();
        List<JsonNode> events = new ArrayList<>();
        stored.passADay(
                "tick",
                folder,
                (function, event) -> {
                    functions.add(function);
                    events.add(json(event));
                });

        assertThat(functions).containsExactly(arn);
        assertThat(events.getFirst().path("job").asText()).isEqualTo("tick");
        assertThat(events.getFirst().path("time").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT06:00:00Z");
    }

    private void store(String name, String function) {
        ObjectNode schedule = MAPPER.createObjectNode();
        schedule.put("ScheduleExpression", "cron(0 6 * * ? *)");
        schedule.putObject("FlexibleTimeWindow").put("Mode", "OFF");
        schedule.putObject("Target")
                .put("Arn", function)
                .put("RoleArn", "arn:aws:iam::" + Aws.EMULATED_ACCOUNT + ":role/scheduler")
                .put("Input", "{\"job\":\"tick\",\"time\":\"<aws.scheduler.scheduled-time>\"}");
        assertThat(stored.ask("POST", name, schedule.toString()).statusCode()).isEqualTo(200);
    }

    private static JsonNode json(byte[] event) {
        try {
            return MAPPER.readTree(new String(event, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
