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

/// EventBridge Scheduler's API: create, update, delete, get and list schedules of the default
/// group, whose targets are functions.
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
            ScheduleJson.requireDefaultGroup(
                    query.getOrDefault(
                            "groupname", query.getOrDefault("schedulegroup", "default")));
            String rest = uri.getRawPath().substring(PREFIX.length());
            if (rest.isEmpty() || rest.equals("/")) {
                return json(list(method, query));
            }
            String name = URLDecoder.decode(rest.substring(1), StandardCharsets.UTF_8);
            return json(
                    switch (method) {
                        case "POST" -> arn(schedules.create(name, definition(body, mayInvoke)));
                        case "PUT" -> arn(schedules.update(name, definition(body, mayInvoke)));
                        case "GET" -> ScheduleJson.write(schedules.find(name), schedules.arn(name));
                        case "DELETE" -> deleted(name);
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
        String after = query.getOrDefault("nexttoken", "");
        String state = query.getOrDefault("state", "");
        int max = max(query.getOrDefault("maxresults", Integer.toString(PAGE_MAX)));
        List<Schedule> found =
                schedules.all().stream()
                        .filter(schedule -> schedule.name().startsWith(prefix))
                        .filter(schedule -> schedule.name().compareTo(after) > 0)
                        .filter(schedule ->
                                state.isEmpty() || state.equals("ENABLED") == schedule.isEnabled())
                        .limit(max + 1L)
                        .toList();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = answer.putArray("Schedules");
        found.stream()
                .limit(max)
                .forEach(schedule ->
                        rows.add(ScheduleJson.summary(schedule, schedules.arn(schedule.name()))));
        if (found.size() > max) {
            answer.put("NextToken", found.get(max - 1).name());
        }
        return answer;
    }

    private ObjectNode deleted(String name) {
        schedules.delete(name);
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
