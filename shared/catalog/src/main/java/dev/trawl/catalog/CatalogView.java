package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import java.util.Set;

/// A Dataset with a query: expanded where it is named, with the reader's own rights.
public record CatalogView(
        TableName name,
        String dataset,
        Set<String> tags,
        String owner,
        String description,
        String sql) {
    public CatalogView {
        tags = Set.copyOf(tags);
    }
}
