package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.catalog.Applied;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceEvent;
import dev.trawl.catalog.ResourceService;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Bundles of resources as requests have them, and what became of them as answers have it.
final class Bundles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WRAPPED = Pattern.compile("\\s*\\{\\s*\"resources\"");

    private Bundles() {}

    /// YAML documents, a JSON array, or `{"resources": [...]}`.
    static List<Resource> parse(String text) {
        List<Resource> resources =
                WRAPPED.matcher(text).lookingAt()
                        ? ResourceDocuments.parse(wrapped(text))
                        : ResourceDocuments.parse(text);
        if (resources.isEmpty()) {
            throw new TrawlException(ErrorCode.INVALID_RESOURCE, "the bundle has no resources");
        }
        return resources;
    }

    private static String wrapped(String text) {
        try {
            JsonNode body = JSON.readTree(text);
            if (body.size() == 1 && body.path("resources").isArray()) {
                return body.path("resources").toString();
            }
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "the bundle is not JSON: " + e.getOriginalMessage(),
                    e);
        }
        throw new TrawlException(
                ErrorCode.INVALID_RESOURCE, "the bundle has the one field 'resources', a list");
    }

    static String toJson(Applied applied) {
        List<Applied.Outcome> changes =
                applied.outcomes().stream()
                        .filter(o -> o.kind() != Applied.Kind.UNCHANGED)
                        .toList();
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("sequence")
                                .integer(applied.sequence())
                                .field("unchanged")
                                .integer(applied.outcomes().size() - changes.size())
                                .field("changes")
                                .list(changes, Bundles::write)));
    }

    private static void write(JsonWriter out, Applied.Outcome outcome) {
        String[] id = outcome.id().split("/", 2);
        out.object(o ->
                o.field("operation")
                        .string(outcome.kind().name().toLowerCase(Locale.ROOT))
                        .field("kind")
                        .string(id[0])
                        .field("name")
                        .string(id[1])
                        .field("diff")
                        .string(String.join("\n", outcome.differences())));
    }

    static String toJson(List<ResourceService.Current> resources) {
        return "{\"resources\":["
                + String.join(
                        ",",
                        resources.stream().map(c -> ResourceDocuments.write(c.resource())).toList())
                + "]}";
    }

    static String historyJson(List<ResourceEvent> events) {
        return "{\"events\":["
                + String.join(",", events.stream().map(Bundles::json).toList())
                + "]}";
    }

    private static String json(ResourceEvent event) {
        String facts =
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("event")
                                        .string(event.id())
                                        .field("head")
                                        .string(event.head())
                                        .field("time")
                                        .string(event.time().toString())
                                        .field("author")
                                        .string(event.author())
                                        .field("operation")
                                        .string(event.resource() == null ? "deleted" : "put")));
        Resource resource = event.resource();
        return resource == null
                ? facts
                : facts.substring(0, facts.length() - 1)
                        + ",\"resource\":"
                        + ResourceDocuments.write(resource)
                        + "}";
    }
}
