package dev.trawl.query.lineage;

import dev.trawl.calcite.NameReference;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.authorize.SqlFront;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// The names of one snapshot: which tables a reference may mean, and which views may read a table.
/// Immutable.
final class CatalogNames {
    private final String hash;
    private final Map<String, List<TableName>> tables = new HashMap<>();
    private final Map<String, TableName> datasets = new HashMap<>();
    private final Map<TableName, List<NameReference>> references = new HashMap<>();
    private final Map<String, List<TableName>> readers = new HashMap<>();

    CatalogNames(CatalogSnapshot catalog, SqlFront front) {
        this.hash = catalog.hash();
        catalog.tables().values().forEach(t -> name(t.name(), t.dataset()));
        catalog.views().values().forEach(v -> name(v.name(), v.dataset()));
        for (CatalogView view : catalog.views().values()) {
            List<NameReference> read = parsed(view, front);
            references.put(view.name(), read);
            read.stream()
                    .map(CatalogNames::last)
                    .distinct()
                    .forEach(last ->
                            readers.computeIfAbsent(last, _ -> new ArrayList<>()).add(view.name()));
        }
    }

    String hash() {
        return hash;
    }

    /// The table or view of a dataset.
    Optional<TableName> dataset(String name) {
        return Optional.ofNullable(datasets.get(name));
    }

    /// Tables and views whose names end so.
    NavigableSet<TableName> ending(String text) {
        NavigableSet<TableName> names = new TreeSet<>();
        String end = "." + text.toLowerCase(Locale.ROOT);
        tables.getOrDefault(end.substring(end.lastIndexOf('.') + 1), List.of()).stream()
                .filter(n -> ("." + n).toLowerCase(Locale.ROOT).endsWith(end))
                .forEach(names::add);
        return names;
    }

    /// What a view's text names.
    List<NameReference> references(TableName view) {
        return references.getOrDefault(view, List.of());
    }

    /// All that a reference may mean.
    NavigableSet<TableName> matching(NameReference reference) {
        NavigableSet<TableName> names = new TreeSet<>();
        tables.getOrDefault(last(reference), List.of()).stream()
                .filter(reference::matches)
                .forEach(names::add);
        return names;
    }

    /// Views that may read a table or view, as far as names tell.
    NavigableSet<TableName> readers(TableName name) {
        NavigableSet<TableName> views = new TreeSet<>();
        readers.getOrDefault(name.table().toLowerCase(Locale.ROOT), List.of()).stream()
                .filter(view -> references(view).stream().anyMatch(r -> r.matches(name)))
                .forEach(views::add);
        return views;
    }

    private void name(TableName name, String dataset) {
        tables.computeIfAbsent(name.table().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(name);
        datasets.put(dataset, name);
    }

    /// A view that does not parse reads nothing.
    private static List<NameReference> parsed(CatalogView view, SqlFront front) {
        try {
            return front.references(view.sql());
        } catch (TrawlException e) {
            return List.of();
        }
    }

    private static String last(NameReference reference) {
        return reference.parts().getLast().text().toLowerCase(Locale.ROOT);
    }
}
