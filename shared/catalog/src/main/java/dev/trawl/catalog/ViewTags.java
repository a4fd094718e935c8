package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Gives views the classification of what they read: a view over a column of personal data is
/// personal data. Takes a column for read whose name is anywhere in the view's SQL, or all of them
/// where there is a star: a view may get a tag too many, never one too few.
final class ViewTags {
    private static final String PERSONAL = "pii.";
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_$]+");

    private final Map<TableName, CatalogTable> tables;
    private final Map<TableName, CatalogView> views;
    private final Map<String, List<TableName>> names = new HashMap<>();

    private ViewTags(Map<TableName, CatalogTable> tables, Map<TableName, CatalogView> views) {
        this.tables = tables;
        this.views = views;
        tables.keySet().forEach(this::name);
        views.keySet().forEach(this::name);
    }

    /// The same views with what they inherit.
    static Map<TableName, CatalogView> inherit(
            Map<TableName, CatalogTable> tables, Map<TableName, CatalogView> views) {
        if (views.isEmpty()) {
            return views;
        }
        ViewTags tags = new ViewTags(tables, views);
        Map<TableName, CatalogView> inherited = new HashMap<>();
        views.forEach((name, view) -> inherited.put(name, tags.of(view)));
        return inherited;
    }

    private void name(TableName name) {
        names.computeIfAbsent(name.table().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(name);
    }

    private CatalogView of(CatalogView view) {
        Set<String> tags = new TreeSet<>(view.tags());
        collect(view, tags, new HashSet<>());
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

    private void collect(CatalogView view, Set<String> tags, Set<TableName> seen) {
        if (!seen.add(view.name())) {
            return;
        }
        Set<String> words = new HashSet<>();
        WORD.matcher(view.sql())
                .results()
                .forEach(r -> words.add(r.group().toLowerCase(Locale.ROOT)));
        boolean readsAll = view.sql().contains("*");
        for (List<String> parts : SqlTables.in(view.sql())) {
            for (TableName name :
                    names.getOrDefault(parts.getLast().toLowerCase(Locale.ROOT), List.of())) {
                if (!endsWith(name, parts)) {
                    continue;
                }
                CatalogView below = views.get(name);
                if (below != null) {
                    below.tags().stream().filter(ViewTags::isPersonal).forEach(tags::add);
                    collect(below, tags, seen);
                } else {
                    collect(Objects.requireNonNull(tables.get(name)), words, readsAll, tags);
                }
            }
        }
    }

    private static void collect(
            CatalogTable table, Set<String> words, boolean readsAll, Set<String> tags) {
        table.tags().stream().filter(ViewTags::isPersonal).forEach(tags::add);
        for (CatalogColumn column : table.columns()) {
            if (readsAll || isNamed(column, words)) {
                column.tags().stream().filter(ViewTags::isPersonal).forEach(tags::add);
            }
        }
    }

    /// A name of several words counts when all of them are there.
    private static boolean isNamed(CatalogColumn column, Set<String> words) {
        return WORD.matcher(column.name())
                .results()
                .allMatch(r -> words.contains(r.group().toLowerCase(Locale.ROOT)));
    }

    private static boolean isPersonal(String tag) {
        return tag.startsWith(PERSONAL);
    }

    private static boolean endsWith(TableName name, List<String> end) {
        List<String> parts = List.of(name.source(), name.schema(), name.table());
        int skipped = parts.size() - end.size();
        for (int i = 0; skipped >= 0 && i < end.size(); i++) {
            if (!parts.get(skipped + i).equalsIgnoreCase(end.get(i))) {
                return false;
            }
        }
        return skipped >= 0;
    }
}
