package dev.trawl.scan;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService.Current;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.DecisionRequest;
import java.util.Collection;
import java.util.HashMap;
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
    private final DecisionRequest.Credential credential;
    private final CatalogSnapshot catalog;
    private final Map<String, TableName> tables = new HashMap<>();

    Visibility(
            Decisions decisions, DecisionRequest.Credential credential, CatalogSnapshot catalog) {
        this.decisions = decisions;
        this.credential = credential;
        this.catalog = catalog;
        catalog.tables().values().forEach(t -> tables.put(t.dataset(), t.name()));
        catalog.views().values().forEach(v -> tables.put(v.dataset(), v.name()));
    }

    /// What of them may be seen, in the same order.
    List<Current> of(ResourceKind kind, List<Current> resources) {
        List<String> names = resources.stream().map(c -> c.resource().name()).toList();
        Set<String> own = decisions.administrable(credential, catalog, kind, names);
        Map<TableName, Set<String>> described =
                kind == ResourceKind.DATASET ? described(names, own) : Map.of();
        return resources.stream()
                .flatMap(
                        c -> own.contains(c.resource().name()) ? Stream.of(c) : shown(c, described))
                .toList();
    }

    /// Whether a resource may be named to the caller, who did not ask for it.
    ///
    /// @param id `dataset/legs`
    boolean isKnown(String id) {
        int slash = id.indexOf('/');
        ResourceKind kind = ResourceKind.find(id.substring(0, slash)).orElseThrow();
        List<String> name = List.of(id.substring(slash + 1));
        return !decisions.administrable(credential, catalog, kind, name).isEmpty()
                || kind == ResourceKind.DATASET && !described(name, Set.of()).isEmpty();
    }

    private Map<TableName, Set<String>> described(Collection<String> names, Set<String> own) {
        List<TableName> asked =
                names.stream()
                        .filter(name -> !own.contains(name))
                        .map(tables::get)
                        .filter(Objects::nonNull)
                        .toList();
        return asked.isEmpty() ? Map.of() : decisions.describable(credential, catalog, asked);
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
