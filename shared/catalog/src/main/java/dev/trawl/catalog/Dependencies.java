package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What depends on what among declared resources. Views and exports depend on the datasets that
/// their SQL may read, exports on their principal and purpose, as checks do, which depend on their
/// dataset, too; exports on what starts them; datasets on their source, rules of policies on their
/// purposes. A rule that names a dataset does not depend on it: it waits for one of that name.
public final class Dependencies {
    private static final String DEFAULT_SOURCE = "default";
    private static final String DEFAULT_SCHEMA = "public";

    private final Collection<Resource> resources;
    private final Map<String, List<Named>> tables = new HashMap<>();

    private Dependencies(Collection<Resource> resources) {
        this.resources = resources;
        for (Resource resource : resources) {
            if (resource.kind() == ResourceKind.DATASET) {
                Named named = Named.of(resource);
                tables.computeIfAbsent(named.last(), _ -> new ArrayList<>()).add(named);
            }
        }
    }

    /// @param resources all of a catalog, or what it is to be
    public static Dependencies among(Collection<Resource> resources) {
        return new Dependencies(resources);
    }

    /// Ids of the resources that use one, in their order: `dataset/late_legs`.
    public SortedSet<String> users(String id) {
        return users(id, resources);
    }

    /// The same among other resources, whose names mean what they mean here.
    SortedSet<String> users(String id, Collection<Resource> others) {
        SortedSet<String> users = new TreeSet<>();
        for (Resource resource : others) {
            if (!resource.id().equals(id) && uses(resource).contains(id)) {
                users.add(resource.id());
            }
        }
        return users;
    }

    /// Ids of what a resource uses, whether it is there or not; of datasets, those that are there.
    public SortedSet<String> uses(Resource resource) {
        JsonNode spec = resource.spec();
        SortedSet<String> ids = new TreeSet<>();
        switch (resource.kind()) {
            case DATASET -> {
                name(spec, "source").forEach(n -> ids.add(id(ResourceKind.SOURCE, n)));
                datasets(spec.path("query").asText(""), ids);
            }
            case EXPORT -> {
                schedule(spec.path("schedule"), ids);
                name(spec, "principal").forEach(n -> ids.add(id(ResourceKind.PRINCIPAL, n)));
                name(spec, "purpose").forEach(n -> ids.add(id(ResourceKind.PURPOSE, n)));
                datasets(spec.path("query").asText(""), ids);
                // What it registers would come back with its next run.
                name(spec.path("registers"), "dataset")
                        .forEach(n -> ids.add(id(ResourceKind.DATASET, n)));
                name(spec.path("registers"), "source")
                        .forEach(n -> ids.add(id(ResourceKind.SOURCE, n)));
            }
            case CHECK -> {
                name(spec, "dataset").forEach(n -> ids.add(id(ResourceKind.DATASET, n)));
                name(spec, "principal").forEach(n -> ids.add(id(ResourceKind.PRINCIPAL, n)));
                name(spec, "purpose").forEach(n -> ids.add(id(ResourceKind.PURPOSE, n)));
                spec.path("expect")
                        .forEach(e -> {
                            name(e.path("valid").path("reference"), "dataset")
                                    .forEach(n -> ids.add(id(ResourceKind.DATASET, n)));
                            datasets(e.path("sql").asText(""), ids);
                        });
            }
            case POLICY -> spec.path("rules").valueStream().forEach(rule -> purposes(rule, ids));
            case PRINCIPAL -> purposes(spec, ids);
            case SOURCE, PURPOSE -> {}
        }
        return ids;
    }

    private static void schedule(JsonNode schedule, SortedSet<String> ids) {
        JsonNode on = schedule.path("on");
        name(schedule, "after").forEach(n -> ids.add(id(ResourceKind.EXPORT, n)));
        name(on.path("objects"), "source").forEach(n -> ids.add(id(ResourceKind.SOURCE, n)));
        name(on, "scan").forEach(n -> ids.add(id(ResourceKind.SOURCE, n)));
        name(on, "check").forEach(n -> ids.add(id(ResourceKind.CHECK, n)));
    }

    /// Names of a table may be cut from the left; which one of several is meant depends on who
    /// asks, so all of them are in use.
    private void datasets(String sql, SortedSet<String> ids) {
        for (List<String> parts : SqlTables.in(sql)) {
            tables.getOrDefault(parts.getLast().toLowerCase(Locale.ROOT), List.of()).stream()
                    .filter(named -> named.endsWith(parts))
                    .forEach(named -> ids.add(id(ResourceKind.DATASET, named.dataset())));
        }
    }

    private static void purposes(JsonNode node, SortedSet<String> ids) {
        JsonNode purposes = node.path("purposes");
        Stream<JsonNode> all = purposes.isTextual() ? Stream.of(purposes) : purposes.valueStream();
        all.map(p -> p.asText("")).forEach(p -> ids.add(id(ResourceKind.PURPOSE, p)));
    }

    private static Stream<String> name(JsonNode spec, String field) {
        String name = spec.path(field).asText("");
        return name.isEmpty() ? Stream.empty() : Stream.of(name);
    }

    private static String id(ResourceKind kind, String name) {
        return kind.path() + "/" + name;
    }

    /// A dataset under its name in SQL.
    private record Named(String dataset, List<String> parts) {
        static Named of(Resource dataset) {
            JsonNode spec = dataset.spec();
            boolean isView = spec.has("query");
            return new Named(
                    dataset.name(),
                    List.of(
                            isView ? DEFAULT_SOURCE : spec.path("source").asText(),
                            isView ? DEFAULT_SCHEMA : spec.path("schema").asText(DEFAULT_SCHEMA),
                            isView ? dataset.name() : spec.path("table").asText(dataset.name())));
        }

        String last() {
            return parts.getLast().toLowerCase(Locale.ROOT);
        }

        boolean endsWith(List<String> end) {
            int skipped = parts.size() - end.size();
            for (int i = 0; skipped >= 0 && i < end.size(); i++) {
                if (!parts.get(skipped + i).equalsIgnoreCase(end.get(i))) {
                    return false;
                }
            }
            return skipped >= 0;
        }
    }
}
