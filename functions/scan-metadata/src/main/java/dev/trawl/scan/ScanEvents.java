package dev.trawl.scan;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.EventHandler;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonValue;
import dev.trawl.lambda.Metric;
import dev.trawl.protocol.SourceAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Scans what S3 events tell of: the datasets whose mapping covers the object, or the folder that
/// the object is in, which may be a new table. Runs as a declared principal, by its own grant.
final class ScanEvents implements EventHandler {
    private static final String FILES = "objects";

    private final Scanner scanner;
    private final Triggers triggers;
    private final Snapshots snapshots;
    private final ScanTasks tasks;
    private final Listeners listeners;
    private final ScanSettings settings;

    ScanEvents(
            Scanner scanner,
            Triggers triggers,
            Snapshots snapshots,
            ScanTasks tasks,
            Listeners listeners,
            ScanSettings settings) {
        this.scanner = scanner;
        this.triggers = triggers;
        this.snapshots = snapshots;
        this.tasks = tasks;
        this.listeners = listeners;
        this.settings = settings;
    }

    @Override
    public void handle(JsonValue.Fields event, Invocation invocation) {
        Optional<String> task = event.findText("task");
        if (task.isPresent()) {
            tasks.run(task.get(), event, invocation);
            return;
        }
        List<ObjectEvent> objects = ObjectEvent.parse(event);
        CatalogSnapshot catalog = snapshots.current();
        bySource(objects, catalog).forEach(listeners::objects);
        Map<Place, List<ObjectEvent>> places = places(objects, catalog);
        invocation.note("objects", Integer.toString(objects.size()));
        invocation.measure(Metric.OBJECT_EVENTS, objects.size());
        invocation.note("prefixes", Integer.toString(places.size()));
        places.forEach((place, there) ->
                triggers.trigger(place.source(), place.prefix(), there, () -> scan(place)));
    }

    /// @param prefix of a dataset's files, or the folder of a table that nobody declared
    private record Place(String source, String prefix) {}

    private void scan(Place place) {
        scanner.scan(
                new Scanner.Task(
                        place.source(),
                        Scanner.Mode.APPLY,
                        Set.of(),
                        table -> isAt(table, place.prefix()),
                        Profiler.Scope.NEW),
                Caller.job(settings.principal()));
    }

    private static boolean isAt(SourceAnswer.DiscoveredTable table, String prefix) {
        String found = table.mapping().getOrDefault("prefix", "");
        return found.startsWith(prefix) || prefix.startsWith(found) && !found.isEmpty();
    }

    private Map<String, List<ObjectEvent>> bySource(
            List<ObjectEvent> events, CatalogSnapshot catalog) {
        Map<String, List<ObjectEvent>> bySource = new LinkedHashMap<>();
        for (ObjectEvent event : events) {
            sources(event, catalog)
                    .forEach(s -> bySource.computeIfAbsent(s, _ -> new ArrayList<>()).add(event));
        }
        return bySource;
    }

    private Map<Place, List<ObjectEvent>> places(
            List<ObjectEvent> events, CatalogSnapshot catalog) {
        Map<Place, List<ObjectEvent>> places = new LinkedHashMap<>();
        for (ObjectEvent event : events) {
            for (String source : sources(event, catalog)) {
                String prefix = prefix(source, event.key(), catalog);
                if (!prefix.isEmpty()) {
                    places.computeIfAbsent(new Place(source, prefix), _ -> new ArrayList<>())
                            .add(event);
                }
            }
        }
        return places;
    }

    private List<String> sources(ObjectEvent event, CatalogSnapshot catalog) {
        return catalog.sources().values().stream()
                .filter(s -> s.kind().equals(FILES))
                .map(CatalogSource::name)
                .filter(name ->
                        settings.sourceBuckets().isEmpty()
                                || settings.sourceBuckets()
                                        .getOrDefault(event.bucket(), List.of())
                                        .contains(name))
                .sorted()
                .toList();
    }

    /// The longest prefix of a dataset that covers the key, else its first folder, else nothing.
    private String prefix(String source, String key, CatalogSnapshot catalog) {
        return catalog.tables().values().stream()
                .filter(t -> t.name().source().equals(source))
                .map(CatalogTable::mapping)
                .map(m -> m.getOrDefault("prefix", ""))
                .filter(p -> !p.isEmpty() && key.startsWith(p))
                .max(Comparator.comparingInt(String::length))
                .orElseGet(() ->
                        settings.sourceBuckets().isEmpty()
                                ? ""
                                : key.substring(0, key.indexOf('/') + 1));
    }
}
