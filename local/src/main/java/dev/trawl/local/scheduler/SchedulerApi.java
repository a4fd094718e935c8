package dev.trawl.local.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.local.http.HttpAnswer;
import dev.trawl.local.scheduler.ScheduleException.Reason;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/// EventBridge Scheduler's API: create, update, delete, get and list schedules whose targets are
/// functions.
public final class SchedulerApi {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String PREFIX = "/schedules";
    private static final int PAGE_MAX = 100;

    private final Schedules schedules;

    /// The API of these schedules.
    public SchedulerApi(Schedules schedules) {
        this.schedules = schedules;
    }

    /// Whether a path is this API's.
    public static boolean serves(String path) {
        return path.equals(PREFIX) || path.startsWith(PREFIX + "/");
    }

    /// Answers a request whose caller is known; `mayInvoke` says of an ARN whether the caller may
    /// have it invoked.
    public HttpAnswer handle(String method, URI uri, byte[] body, Predicate<String> mayInvoke) {
        try {
            Map<String, String> query = query(Objects.requireNonNullElse(uri.getRawQuery(), ""));
            String rest = uri.getRawPath().substring(PREFIX.length());
            if (rest.isEmpty() || rest.equals("/")) {
                return json(list(method, query));
            }
            String name = URLDecoder.decode(rest.substring(1), StandardCharsets.UTF_8);
            return json(
                    switch (method) {
                        case "POST" -> created(name, definition(body, mayInvoke));
                        case "PUT" -> updated(name, definition(body, mayInvoke));
                        case "GET" -> found(id(query, name));
                        case "DELETE" -> deleted(id(query, name));
                        default -> throw unserved(method);
                    });
        } catch (ScheduleException e) {
            return refusal(
                    e.reason().status(),
                    e.reason().type(),
                    Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    /// The answer to a request that nobody of this fleet signed, or that its role does not allow.
    public static HttpAnswer denied(String message) {
        return refusal(Reason.DENIED.status(), Reason.DENIED.type(), message);
    }

    private ObjectNode list(String method, Map<String, String> query) {
        if (!method.equals("GET")) {
            throw unserved(method);
        }
        String prefix = query.getOrDefault("nameprefix", "");
        String group = query.getOrDefault("schedulegroup", "");
        String after = query.getOrDefault("nexttoken", "");
        String state = query.getOrDefault("state", "");
        int max = max(query.getOrDefault("maxresults", Integer.toString(PAGE_MAX)));
        List<Schedule> found =
                schedules.all().stream()
                        .filter(schedule -> group.isEmpty() || group.equals(schedule.id().group()))
                        .filter(schedule -> schedule.id().name().startsWith(prefix))
                        .filter(schedule -> token(schedule).compareTo(after) > 0)
                        .filter(schedule ->
                                state.isEmpty() || state.equals("ENABLED") == schedule.isEnabled())
                        .limit(max + 1L)
                        .toList();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = answer.putArray("Schedules");
        found.stream()
                .limit(max)
                .forEach(schedule ->
                        rows.add(ScheduleJson.summary(schedule, schedules.arn(schedule.id()))));
        if (found.size() > max) {
            answer.put("NextToken", token(found.get(max - 1)));
        }
        return answer;
    }

    private static String token(Schedule schedule) {
        return schedule.id().group() + "/" + schedule.id().name();
    }

    private static Schedule.Id id(Map<String, String> query, String name) {
        return new Schedule.Id(query.getOrDefault("groupname", Schedules.DEFAULT_GROUP), name);
    }

    private static Schedule.Id id(JsonNode definition, String name) {
        return new Schedule.Id(definition.path("GroupName").asText(Schedules.DEFAULT_GROUP), name);
    }

    private ObjectNode created(String name, JsonNode definition) {
        return arn(schedules.create(id(definition, name), definition));
    }

    private ObjectNode updated(String name, JsonNode definition) {
        return arn(schedules.update(id(definition, name), definition));
    }

    private ObjectNode found(Schedule.Id id) {
        return ScheduleJson.write(schedules.find(id), schedules.arn(id));
    }

    private ObjectNode deleted(Schedule.Id id) {
        schedules.delete(id);
        return JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode definition(byte[] body, Predicate<String> mayInvoke) {
        JsonNode definition;
        try {
            definition = MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw ScheduleException.invalid("The request is not JSON.");
        }
        String target = definition.path("Target").path("Arn").asText();
        if (!mayInvoke.test(target)) {
            throw new ScheduleException(
                    Reason.DENIED, "The caller may not have " + target + " invoked.");
        }
        return definition;
    }

    private static int max(String text) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1) {
            throw ScheduleException.invalid("MaxResults must be from 1 to 100.");
        }
        return Math.min(Integer.parseInt(text), PAGE_MAX);
    }

    /// By lower-case name: the API writes some names both ways.
    private static Map<String, String> query(String rawQuery) {
        Map<String, String> query = new HashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(
                    parts[0].toLowerCase(Locale.ROOT),
                    parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return query;
    }

    private static ScheduleException unserved(String method) {
        return ScheduleException.invalid("Not served locally: " + method + " of a schedule.");
    }

    private static ObjectNode arn(String arn) {
        return JsonNodeFactory.instance.objectNode().put("ScheduleArn", arn);
    }

    private static HttpAnswer json(ObjectNode answer) {
        return HttpAnswer.json(200, answer.toString());
    }

    private static HttpAnswer refusal(int status, String type, String message) {
        return HttpAnswer.json(
                        status,
                        JsonNodeFactory.instance.objectNode().put("Message", message).toString())
                .with("x-amzn-ErrorType", type);
    }
}
