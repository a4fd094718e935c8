package dev.trawl.local.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Schedules as the API has them: times are seconds since 1970.
final class ScheduleJson {

    private ScheduleJson() {}

    /// A schedule from the body of CreateSchedule or UpdateSchedule.
    ///
    /// @throws ScheduleException if a part is missing, or not served here
    static Schedule read(Schedule.Id id, JsonNode body, Instant created, Instant modified) {
        JsonNode target = body.path("Target");
        for (String other :
                new String[] {
                    "EcsParameters",
                    "SqsParameters",
                    "EventBridgeParameters",
                    "KinesisParameters",
                    "SageMakerPipelineParameters"
                }) {
            if (target.has(other)) {
                throw ScheduleException.invalid("Only Lambda functions are targets here.");
            }
        }
        String mode = body.path("FlexibleTimeWindow").path("Mode").asText("");
        if (!mode.equals("OFF") && !mode.equals("FLEXIBLE")) {
            throw ScheduleException.invalid("FlexibleTimeWindow.Mode must be OFF or FLEXIBLE.");
        }
        return new Schedule(
                id,
                text(body, "ScheduleExpression"),
                body.path("ScheduleExpressionTimezone").asText("UTC"),
                new Schedule.Target(
                        text(target, "Arn"), text(target, "RoleArn"), text(target, "Input")),
                new Schedule.Window(time(body, "StartDate"), time(body, "EndDate")),
                body.path("Description").textValue(),
                choice(body, "State", "ENABLED", "DISABLED"),
                !choice(body, "ActionAfterCompletion", "NONE", "DELETE"),
                created,
                modified);
    }

    /// The answer of GetSchedule; [#read] reads it again.
    static ObjectNode write(Schedule schedule, String arn) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("Arn", arn);
        json.put("GroupName", schedule.id().group());
        json.put("Name", schedule.id().name());
        json.put("Description", schedule.description());
        json.put("ScheduleExpression", schedule.expression());
        json.put("ScheduleExpressionTimezone", schedule.timezone());
        json.put("State", schedule.isEnabled() ? "ENABLED" : "DISABLED");
        json.put("ActionAfterCompletion", schedule.isDeletedAfterCompletion() ? "DELETE" : "NONE");
        json.putObject("FlexibleTimeWindow").put("Mode", "OFF");
        json.putObject("Target")
                .put("Arn", schedule.target().arn())
                .put("RoleArn", schedule.target().roleArn())
                .put("Input", schedule.target().input());
        json.put("StartDate", seconds(schedule.window().start()));
        json.put("EndDate", seconds(schedule.window().end()));
        json.put("CreationDate", seconds(schedule.created()));
        json.put("LastModificationDate", seconds(schedule.modified()));
        return json;
    }

    /// One row of ListSchedules.
    static ObjectNode summary(Schedule schedule, String arn) {
        ObjectNode json = write(schedule, arn);
        json.putObject("Target").put("Arn", schedule.target().arn());
        return json.retain(
                "Arn",
                "GroupName",
                "Name",
                "State",
                "Target",
                "CreationDate",
                "LastModificationDate");
    }

    static @Nullable Instant time(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw ScheduleException.invalid(field + " must be seconds since 1970.");
        }
        return Instant.ofEpochMilli(value.decimalValue().movePointRight(3).longValue());
    }

    private static @Nullable BigDecimal seconds(@Nullable Instant time) {
        return time == null ? null : BigDecimal.valueOf(time.toEpochMilli(), 3);
    }

    private static String text(JsonNode json, String field) {
        String text = json.path(field).asText("");
        if (text.isBlank()) {
            throw ScheduleException.invalid(field + " is missing.");
        }
        return text;
    }

    /// Whether it is the first of the two, which it is when absent.
    private static boolean choice(JsonNode json, String field, String first, String second) {
        String text = json.path(field).asText(first);
        if (!text.equals(first) && !text.equals(second)) {
            throw ScheduleException.invalid(field + " must be " + first + " or " + second + ".");
        }
        return text.equals(first);
    }
}
