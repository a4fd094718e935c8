package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What views read, by the words of their SQL: a column for read whose name is anywhere in it, or
/// all of a table where there is a star. A view may be said to read a column too many, never one
/// too few.
public final class ViewReads {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_$]+");

    /// Texts and comments, and names in quotes, in which neither begins.
    private static final Pattern UNSAID =
            Pattern.compile("(?s)'(?:[^']|'')*'|--[^\\n]*|/\\*.*?\\*/|(\"(?:[^\"]|\"\")*\")");

    private static final Pattern ALIAS =
            Pattern.compile("(?i)\\bas\\s+\"?([\\p{L}_][\\p{L}\\p{N}_$]*)");

    private final Map<TableName, CatalogTable> tables;
    private final Map<TableName, CatalogView> views;
    private final Map<String, List<TableName>> names = new HashMap<>();

    ViewReads(Map<TableName, CatalogTable> tables, Map<TableName, CatalogView> views) {
        this.tables = tables;
        this.views = views;
        tables.keySet().forEach(this::name);
        views.keySet().forEach(this::name);
    }

    public static ViewReads of(CatalogSnapshot catalog) {
        return new ViewReads(catalog.tables(), catalog.views());
    }

    /// @param columns that are read, by their tables
    /// @param views that are read on the way
    public record Reads(Map<CatalogTable, List<CatalogColumn>> columns, Set<CatalogView> views) {}

    /// All that a view reads, also through others.
    public Reads of(CatalogView view) {
        Reads reads = new Reads(new LinkedHashMap<>(), new LinkedHashSet<>());
        collect(view, reads, new HashSet<>());
        return reads;
    }

    /// Names that the view's SQL gives to its columns, and to other things; nothing of its texts
    /// and comments.
    public static Set<String> aliases(CatalogView view) {
        Set<String> aliases = new LinkedHashSet<>();
        String said =
                UNSAID.matcher(view.sql())
                        .replaceAll(r ->
                                r.group(1) == null ? " " : Matcher.quoteReplacement(r.group(1)));
        ALIAS.matcher(said).results().forEach(r -> aliases.add(r.group(1)));
        return aliases;
    }

    private void name(TableName name) {
        names.computeIfAbsent(name.table().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(name);
    }

    private void collect(CatalogView view, Reads reads, Set<TableName> seen) {
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
                if (below == null) {
                    collect(Objects.requireNonNull(tables.get(name)), words, readsAll, reads);
                } else {
                    reads.views().add(below);
                    collect(below, reads, seen);
                }
            }
        }
    }

    private static void collect(
            CatalogTable table, Set<String> words, boolean readsAll, Reads reads) {
        List<CatalogColumn> columns =
                reads.columns().computeIfAbsent(table, _ -> new ArrayList<>());
        for (CatalogColumn column : table.columns()) {
            if (!columns.contains(column) && (readsAll || isNamed(column, words))) {
                columns.add(column);
            }
        }
    }

    /// A name of several words counts when all of them are there.
    private static boolean isNamed(CatalogColumn column, Set<String> words) {
        return WORD.matcher(column.name())
                .results()
                .allMatch(r -> words.contains(r.group().toLowerCase(Locale.ROOT)));
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
