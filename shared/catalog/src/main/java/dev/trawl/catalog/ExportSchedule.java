package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.schema.SchemaProblem;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.schedule.ScheduleExpression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an Export declares about when it runs.
public final class ExportSchedule {
    private ExportSchedule() {}

    /// The expression of an export that runs by time.
    ///
    /// @param spec of the Export
    public static Optional<String> expression(JsonNode spec) {
        JsonNode schedule = spec.path("schedule");
        for (String form : List.of("cron", "rate", "at")) {
            if (schedule.has(form)) {
                return Optional.of("%s(%s)".formatted(form, schedule.path(form).asText()));
            }
        }
        return Optional.empty();
    }

    /// The zone that the expression is in.
    public static String zone(JsonNode spec) {
        return spec.path("schedule").path("zone").asText("UTC");
    }

    /// The other export whose runs it follows; empty for none.
    public static String after(JsonNode spec) {
        return spec.path("schedule").path("after").asText("");
    }

    /// How long a run that something starts waits for more of it.
    public static Duration patience(JsonNode spec) {
        String[] words = spec.path("schedule").path("wait").asText("1 minute").split(" ", -1);
        long number = Long.parseLong(words[0]);
        return words[1].startsWith("hour") ? Duration.ofHours(number) : Duration.ofMinutes(number);
    }

    /// Whether objects of a source that come or go start the export.
    public static boolean isOn(JsonNode spec, String source, String key) {
        JsonNode objects = spec.path("schedule").path("on").path("objects");
        return objects.path("source").asText("").equals(source)
                && key.startsWith(objects.path("prefix").asText(""));
    }

    /// Whether the end of a `scan` or a `check` of that name starts the export.
    public static boolean isOnEnd(JsonNode spec, String what, String name) {
        return spec.path("schedule").path("on").path(what).asText("").equals(name);
    }

    /// What a schema cannot say of a schedule: the fields of a cron expression, zones, days, and
    /// exports that write what they wait for.
    static void check(JsonNode spec, List<SchemaProblem> problems) {
        JsonNode objects = spec.path("schedule").path("on").path("objects");
        String prefix = objects.path("prefix").asText("");
        String own = spec.path("prefix").asText("exports/");
        if (objects.isObject()
                && spec.has("bucket")
                && (own.startsWith(prefix) || prefix.startsWith(own))) {
            problems.add(
                    new SchemaProblem(
                            "/spec/schedule/on/objects",
                            "has what the export itself may write (%s), which would start it for ever; give a prefix apart from it"
                                    .formatted(own)));
        }
        Optional<String> expression = expression(spec);
        if (expression.isPresent()) {
            try {
                ScheduleExpression.parse(expression.get(), zone(spec));
            } catch (TrawlException e) {
                problems.add(new SchemaProblem("/spec/schedule", "is never: " + e.text()));
            }
        }
    }

    /// Exports that wait for each other in a circle, so that none of them would ever begin it: the
    /// names on the way, the first once more at the end. Empty if there is none.
    ///
    /// @param resources of any kinds
    /// @param changed names to begin with
    public static List<String> circle(Collection<Resource> resources, Collection<String> changed) {
        Map<String, String> before = new HashMap<>();
        for (Resource resource : resources) {
            if (resource.kind() == ResourceKind.EXPORT) {
                before.put(resource.name(), after(resource.spec()));
            }
        }
        for (String start : changed) {
            Set<String> way = new LinkedHashSet<>();
            String name = start;
            while (!name.isEmpty() && way.add(name)) {
                name = before.getOrDefault(name, "");
            }
            if (name.equals(start)) {
                List<String> circle = new ArrayList<>(way);
                circle.add(start);
                return circle;
            }
        }
        return List.of();
    }

    /// Refuses a circle.
    ///
    /// @throws TrawlException INVALID_RESOURCE
    public static void requireNoCircle(Collection<Resource> resources, Collection<String> changed) {
        List<String> circle = circle(resources, changed);
        if (!circle.isEmpty()) {
            throw ResourceDocuments.invalid(
                    "exports run after each other in a circle: %s; give one of them times of its own"
                            .formatted(String.join(" after ", circle)));
        }
    }
}
