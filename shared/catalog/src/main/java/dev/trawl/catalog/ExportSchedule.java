package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.schema.SchemaProblem;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.schedule.ScheduleExpression;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an Export declares about when it runs.
public final class ExportSchedule {
    /// Begins what exports write into buckets of sources.
    public static final String WRITTEN = "exports/";

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

    /// The time before another by the schedule; nothing for what has none.
    public static Optional<Instant> previous(JsonNode spec, Instant time) {
        return expression(spec)
                .flatMap(text -> ScheduleExpression.parse(text, zone(spec)).previous(time));
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

    /// Whether objects of a source that come or go start the export. What exports write does so
    /// only if the prefix names it, or they would start themselves.
    public static boolean isOn(JsonNode spec, String source, String key) {
        JsonNode objects = spec.path("schedule").path("on").path("objects");
        String prefix = prefix(spec);
        return (!key.startsWith(WRITTEN) || prefix.startsWith(WRITTEN))
                && objects.path("source").asText("").equals(source)
                && key.startsWith(prefix);
    }

    /// Whether the end of a `scan` or a `check` of that name starts the export.
    public static boolean isOnEnd(JsonNode spec, String what, String name) {
        return spec.path("schedule").path("on").path(what).asText("").equals(name);
    }

    /// What a schema cannot say of a schedule: the fields of a cron expression, zones, days.
    static void check(JsonNode spec, List<SchemaProblem> problems) {
        Optional<String> expression = expression(spec);
        if (expression.isPresent()) {
            try {
                ScheduleExpression.parse(expression.get(), zone(spec));
            } catch (TrawlException e) {
                problems.add(new SchemaProblem("/spec/schedule", "is never: " + e.text()));
            }
        }
    }

    /// Exports that wait for each other in a circle, so that none of them would ever begin it, or
    /// none would end it: the names on the way, the first once more at the end. Empty if there is
    /// none.
    ///
    /// @param resources of any kinds
    /// @param changed names to begin with
    public static List<String> circle(Collection<Resource> resources, Collection<String> changed) {
        Map<String, List<String>> before = before(resources);
        for (String start : changed) {
            Deque<List<String>> open = new ArrayDeque<>(List.of(List.of(start)));
            Set<String> seen = new HashSet<>();
            while (!open.isEmpty()) {
                List<String> way = open.remove();
                for (String name : before.getOrDefault(way.getLast(), List.of())) {
                    List<String> longer = new ArrayList<>(way);
                    longer.add(name);
                    if (name.equals(start)) {
                        return longer;
                    }
                    if (seen.add(name)) {
                        open.add(longer);
                    }
                }
            }
        }
        return List.of();
    }

    /// By name, the exports that an export runs after, or whose files start it.
    private static Map<String, List<String>> before(Collection<Resource> resources) {
        List<Resource> exports =
                resources.stream().filter(r -> r.kind() == ResourceKind.EXPORT).toList();
        Map<String, List<String>> before = new HashMap<>();
        for (Resource export : exports) {
            List<String> names = new ArrayList<>();
            if (!after(export.spec()).isEmpty()) {
                names.add(after(export.spec()));
            }
            if (prefix(export.spec()).startsWith(WRITTEN)) {
                exports.stream()
                        .filter(e -> isStartedBy(export.spec(), e))
                        .forEach(e -> names.add(e.name()));
            }
            before.put(export.name(), names);
        }
        return before;
    }

    private static String prefix(JsonNode spec) {
        return spec.path("schedule").path("on").path("objects").path("prefix").asText("");
    }

    /// Whether an export waits for what another writes into a bucket of sources.
    private static boolean isStartedBy(JsonNode spec, Resource writer) {
        String prefix = prefix(spec);
        String written = writer.spec().path("prefix").asText(WRITTEN + writer.name() + "/");
        return writer.spec().has("bucket")
                && (written.startsWith(prefix) || prefix.startsWith(written));
    }

    /// Every circle among exports once, in words, by the first of its names.
    ///
    /// @param resources of any kinds
    public static SortedMap<String, String> circles(Collection<Resource> resources) {
        SortedMap<String, String> circles = new TreeMap<>();
        Set<String> told = new HashSet<>();
        resources.stream()
                .filter(r -> r.kind() == ResourceKind.EXPORT)
                .map(Resource::name)
                .sorted()
                .forEach(name -> {
                    List<String> circle =
                            told.contains(name) ? List.of() : circle(resources, List.of(name));
                    if (!circle.isEmpty()) {
                        told.addAll(circle);
                        circles.put(name, text(circle));
                    }
                });
        return circles;
    }

    /// Refuses a circle.
    ///
    /// @throws TrawlException INVALID_RESOURCE
    public static void requireNoCircle(Collection<Resource> resources, Collection<String> changed) {
        List<String> circle = circle(resources, changed);
        if (!circle.isEmpty()) {
            throw ResourceDocuments.invalid(text(circle));
        }
    }

    private static String text(List<String> circle) {
        return "exports start each other in a circle: %s; give one of them times of its own"
                .formatted(String.join(" after ", circle));
    }

    /// When it runs by itself, in one line: the scheduler's expression, or what it waits for. Empty
    /// if it runs by hand only.
    public static String text(JsonNode spec) {
        JsonNode on = spec.path("schedule").path("on");
        JsonNode objects = on.path("objects");
        String after = after(spec);
        if (!after.isEmpty()) {
            return "after " + after;
        }
        if (objects.isObject()) {
            return "objects of %s %s"
                    .formatted(objects.path("source").asText(), objects.path("prefix").asText(""))
                    .strip();
        }
        return on.isObject()
                ? on.has("scan")
                        ? "scan of " + on.path("scan").asText()
                        : "check " + on.path("check").asText()
                : expression(spec).orElse("");
    }
}
