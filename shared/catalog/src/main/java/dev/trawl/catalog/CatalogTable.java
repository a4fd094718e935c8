package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A dataset as queries see it, and how its source finds it.
///
/// @param dataset name of the Dataset resource
/// @param mapping read by the source alone: schema and table, or prefix, format and partition
///   columns
/// @param rowCount as last scanned; negative if never
public record CatalogTable(
        TableName name,
        String dataset,
        Set<String> tags,
        String owner,
        String description,
        List<CatalogColumn> columns,
        Map<String, String> mapping,
        long rowCount) {
    public CatalogTable {
        tags = Set.copyOf(tags);
        columns = List.copyOf(columns);
        mapping = Map.copyOf(mapping);
    }

    public Optional<CatalogColumn> column(String column) {
        return columns.stream().filter(c -> c.name().equals(column)).findFirst();
    }
}
