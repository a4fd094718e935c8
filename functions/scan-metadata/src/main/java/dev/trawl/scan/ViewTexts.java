package dev.trawl.scan;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.catalog.ViewReads;
import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What the columns of views say to a search: those of tables that a view reads, and the names that
/// it gives them, which count where all that it reads may be seen.
final class ViewTexts {
    private final ViewReads reads;
    private final Map<String, CatalogView> views = new HashMap<>();

    ViewTexts(CatalogSnapshot catalog) {
        this.reads = ViewReads.of(catalog);
        catalog.views().values().forEach(v -> views.put(v.dataset(), v));
    }

    /// All of a view.
    List<String> of(CatalogView view) {
        List<String> texts = new ArrayList<>(ViewReads.aliases(view));
        reads.of(view).columns().values().forEach(columns -> columns.forEach(c -> add(c, texts)));
        return texts;
    }

    /// Tables that the views among datasets read.
    Set<TableName> tables(Collection<String> datasets) {
        Set<TableName> tables = new HashSet<>();
        datasets.stream()
                .map(views::get)
                .filter(Objects::nonNull)
                .forEach(v -> reads.of(v).columns().keySet().forEach(t -> tables.add(t.name())));
        return tables;
    }

    /// What a caller may know of a dataset, if it is a view.
    ///
    /// @param visible columns of tables
    List<String> of(String dataset, Map<TableName, Set<String>> visible) {
        CatalogView view = views.get(dataset);
        if (view == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        boolean isAllVisible = true;
        for (Map.Entry<CatalogTable, List<CatalogColumn>> read :
                reads.of(view).columns().entrySet()) {
            Set<String> seen = visible.get(read.getKey().name());
            if (seen == null) {
                isAllVisible = false;
                continue;
            }
            for (CatalogColumn column : read.getValue()) {
                if (seen.contains(column.name())) {
                    add(column, texts);
                } else {
                    isAllVisible = false;
                }
            }
        }
        if (isAllVisible) {
            texts.addAll(ViewReads.aliases(view));
        }
        return texts;
    }

    private static void add(CatalogColumn column, List<String> texts) {
        texts.add(column.name());
        texts.add(column.description());
        texts.addAll(column.tags());
    }
}
