package dev.trawl.policy;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.TableName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request is about, as selectors and conditions see it.
///
/// @param kind `Table`, `View`, `Source`, or the kind of a declared resource
/// @param name full name
/// @param columns the table itself; absent for everything else
record Target(
        String kind,
        String name,
        String source,
        String schema,
        String table,
        String dataset,
        String owner,
        Set<String> tags,
        @Nullable CatalogTable columns) {
    Target {
        tags = Set.copyOf(tags);
    }

    static Target of(CatalogTable table) {
        return named("Table", table.name(), table.dataset(), table.owner(), table.tags(), table);
    }

    static Target of(CatalogView view) {
        return named("View", view.name(), view.dataset(), view.owner(), view.tags(), null);
    }

    /// A whole source, named `source.*.*`.
    static Target ofSource(TableName name) {
        return named("Source", name, "", "", Set.of(), null);
    }

    static Target ofDeclared(String kind, String name) {
        return new Target(kind, name, "", "", "", "", "", Set.of(), null);
    }

    private static Target named(
            String kind,
            TableName name,
            String dataset,
            String owner,
            Set<String> tags,
            @Nullable CatalogTable columns) {
        return new Target(
                kind,
                name.toString(),
                name.source(),
                name.schema(),
                name.table(),
                dataset,
                owner,
                tags,
                columns);
    }

    boolean isTable() {
        return kind.equals("Table");
    }

    boolean isDeclared() {
        return source.isEmpty();
    }

    boolean isSelectedBy(ResourceSelector selector) {
        return switch (selector) {
            case ResourceSelector.Tables tables ->
                    !isDeclared()
                            && tables.table().matches(name)
                            && tables.tags().stream()
                                    .allMatch(g -> tags.stream().anyMatch(g::matches));
            case ResourceSelector.Declared declared ->
                    isDeclared() && declared.kind().matches(kind) && declared.name().matches(name);
        };
    }
}
