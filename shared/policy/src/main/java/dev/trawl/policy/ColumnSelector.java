package dev.trawl.policy;

import dev.trawl.catalog.CatalogColumn;
import java.util.List;

/// Columns by name pattern or tag, less some.
public record ColumnSelector(
        List<Glob> include, List<Glob> tags, List<Glob> exclude, List<Glob> excludeTags) {
    public static final ColumnSelector ALL =
            new ColumnSelector(List.of(new Glob("*")), List.of(), List.of(), List.of());

    public ColumnSelector {
        include = List.copyOf(include);
        tags = List.copyOf(tags);
        exclude = List.copyOf(exclude);
        excludeTags = List.copyOf(excludeTags);
    }

    public boolean matches(CatalogColumn column) {
        return (anyMatches(include, column.name()) || anyTagMatches(tags, column))
                && !anyMatches(exclude, column.name())
                && !anyTagMatches(excludeTags, column);
    }

    /// Whether the column is named, not only covered by a pattern or tag.
    public boolean names(CatalogColumn column) {
        return include.stream().anyMatch(g -> g.isExact() && g.matches(column.name()))
                && matches(column);
    }

    private static boolean anyMatches(List<Glob> globs, String name) {
        return globs.stream().anyMatch(g -> g.matches(name));
    }

    private static boolean anyTagMatches(List<Glob> globs, CatalogColumn column) {
        return column.tags().stream().anyMatch(tag -> anyMatches(globs, tag));
    }
}
