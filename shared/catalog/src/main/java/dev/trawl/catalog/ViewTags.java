package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Gives views the classification of what they read: a view over a column of personal data is
/// personal data. By {@link ViewReads} a view may get a tag too many, never one too few.
final class ViewTags {
    private static final String PERSONAL = "pii.";

    private ViewTags() {}

    /// The same views with what they inherit.
    static Map<TableName, CatalogView> inherit(
            Map<TableName, CatalogTable> tables, Map<TableName, CatalogView> views) {
        if (views.isEmpty()) {
            return views;
        }
        ViewReads reads = new ViewReads(tables, views);
        Map<TableName, CatalogView> inherited = new HashMap<>();
        views.forEach((name, view) -> inherited.put(name, inheriting(view, reads.of(view))));
        return inherited;
    }

    private static CatalogView inheriting(CatalogView view, ViewReads.Reads reads) {
        Set<String> tags = new TreeSet<>(view.tags());
        reads.views().forEach(below -> personal(below.tags(), tags));
        reads.columns()
                .forEach((table, columns) -> {
                    personal(table.tags(), tags);
                    columns.forEach(column -> personal(column.tags(), tags));
                });
        return tags.size() == view.tags().size()
                ? view
                : new CatalogView(
                        view.name(),
                        view.dataset(),
                        tags,
                        view.owner(),
                        view.description(),
                        view.sql());
    }

    private static void personal(Collection<String> from, Set<String> to) {
        from.stream().filter(tag -> tag.startsWith(PERSONAL)).forEach(to::add);
    }
}
