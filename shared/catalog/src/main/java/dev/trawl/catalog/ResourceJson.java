package dev.trawl.catalog;

import dev.trawl.plan.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Resources, changes and history as the API answers them.
public final class ResourceJson {
    private ResourceJson() {}

    /// `{"resources": […]}`
    public static String list(List<ResourceService.Current> resources) {
        return list(resources, ResourceDocuments::write);
    }

    /// @param text of a resource
    public static String list(
            List<ResourceService.Current> resources, Function<Resource, String> text) {
        return "{\"resources\":["
                + String.join(",", resources.stream().map(c -> text.apply(c.resource())).toList())
                + "]}";
    }

    /// `{"resources": […], "next": "…"}`, when more follow.
    ///
    /// @param next where the next page begins after
    /// @param text of a resource
    public static String page(
            List<ResourceService.Current> resources, String next, Function<Resource, String> text) {
        String list = list(resources, text);
        String rest = JsonWriter.write(out -> out.object(o -> o.field("next").string(next)));
        return list.substring(0, list.length() - 1) + "," + rest.substring(1);
    }

    /// `{"events": […]}`, the latest first.
    public static String history(List<ResourceEvent> events) {
        return "{\"events\":["
                + String.join(",", events.stream().map(ResourceJson::event).toList())
                + "]}";
    }

    /// What changed, one entry each; what was as asked already is only counted.
    public static String applied(Applied applied) {
        List<Applied.Outcome> changes =
                applied.outcomes().stream()
                        .filter(o -> o.kind() != Applied.Kind.UNCHANGED)
                        .toList();
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("sequence").integer(applied.sequence());
                    o.field("unchanged").integer(applied.outcomes().size() - changes.size());
                    if (!applied.isAtomic()) {
                        o.field("atomic").bool(false);
                        o.field("transactions").integer(applied.transactions());
                        o.field("remaining").integer(applied.remaining());
                    }
                    o.field("changes").list(changes, ResourceJson::outcome);
                }));
    }

    /// `{"from", "to", "diff"}`
    public static String difference(ResourceVersions.Difference difference) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("from")
                                .string(difference.from())
                                .field("to")
                                .string(difference.to())
                                .field("diff")
                                .string(String.join("\n", difference.changes()))));
    }

    /// `{"revisions": […]}`, the latest first.
    public static String revisions(List<Revision> revisions) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("revisions")
                                .list(
                                        revisions,
                                        (w, r) ->
                                                w.object(f ->
                                                        f.field("sequence")
                                                                .integer(r.sequence())
                                                                .field("time")
                                                                .string(r.time().toString())
                                                                .field("author")
                                                                .string(r.author())
                                                                .field("changes")
                                                                .list(
                                                                        r.changes(),
                                                                        JsonWriter::string)))));
    }

    private static void outcome(JsonWriter out, Applied.Outcome outcome) {
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

    private static String event(ResourceEvent event) {
        String facts =
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("event").string(event.id());
                            o.field("head").string(event.head());
                            o.field("time").string(event.time().toString());
                            o.field("author").string(event.author());
                            o.field("operation").string(event.operation());
                            if (!event.drift().isEmpty()) {
                                o.field("drift").list(event.drift(), JsonWriter::string);
                            }
                        }));
        Resource resource = event.resource();
        return resource == null
                ? facts
                : facts.substring(0, facts.length() - 1)
                        + ",\"resource\":"
                        + ResourceDocuments.write(resource)
                        + "}";
    }
}
