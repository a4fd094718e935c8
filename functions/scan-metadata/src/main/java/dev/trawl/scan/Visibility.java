package dev.trawl.scan;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService.Current;
import dev.trawl.plan.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// What one caller may see of what is declared: all of a resource to who may administer it, the
/// permitted columns of a dataset to who may describe it, nothing to others. Asks policy twice for
/// any number of resources that fit one request.
final class Visibility {
    private final Decisions decisions;
    private final Caller caller;
    private final CatalogSnapshot catalog;
    private final Map<String, TableName> tables = new HashMap<>();
    private final Set<String> administered = new HashSet<>();

    Visibility(Decisions decisions, Caller caller, CatalogSnapshot catalog) {
        this.decisions = decisions;
        this.caller = caller;
        this.catalog = catalog;
        catalog.tables().values().forEach(t -> tables.put(t.dataset(), t.name()));
        catalog.views().values().forEach(v -> tables.put(v.dataset(), v.name()));
    }

    /// What of them may be seen, in the same order.
    List<Current> of(ResourceKind kind, List<Current> resources) {
        List<String> names = resources.stream().map(c -> c.resource().name()).toList();
        Set<String> own = decisions.administrable(caller, catalog, kind, names);
        own.forEach(name -> administered.add(kind.path() + "/" + name));
        Map<TableName, Set<String>> described =
                kind == ResourceKind.DATASET ? described(names, own) : Map.of();
        return resources.stream()
                .flatMap(
                        c -> own.contains(c.resource().name()) ? Stream.of(c) : shown(c, described))
                .toList();
    }

    /// Whether the caller may administer a resource that it saw.
    boolean isAdministered(Resource resource) {
        return administered.contains(resource.id());
    }

    /// Whether a resource may be named to the caller, who did not ask for it.
    ///
    /// @param id `dataset/legs`
    boolean isKnown(String id) {
        int slash = id.indexOf('/');
        ResourceKind kind = ResourceKind.find(id.substring(0, slash)).orElseThrow();
        List<String> name = List.of(id.substring(slash + 1));
        return !decisions.administrable(caller, catalog, kind, name).isEmpty()
                || kind == ResourceKind.DATASET && !described(name, Set.of()).isEmpty();
    }

    private Map<TableName, Set<String>> described(Collection<String> names, Set<String> own) {
        List<TableName> asked =
                names.stream()
                        .filter(name -> !own.contains(name))
                        .map(tables::get)
                        .filter(Objects::nonNull)
                        .toList();
        return asked.isEmpty() ? Map.of() : decisions.describable(caller, catalog, asked);
    }

    private Stream<Current> shown(Current current, Map<TableName, Set<String>> described) {
        Resource resource = current.resource();
        TableName table = tables.get(resource.name());
        Set<String> columns = table == null ? null : described.get(table);
        return columns == null
                ? Stream.empty()
                : Stream.of(new Current(Description.of(resource, columns), current.head()));
    }
}
