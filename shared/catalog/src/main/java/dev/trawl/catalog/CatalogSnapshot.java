package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import java.util.Map;
import java.util.Optional;

/// Everything that planning needs to know, frozen. Metadata only: no policies, no secrets.
///
/// @param hash SHA-256 of the canonical text, in hexadecimal; the snapshot's name
public record CatalogSnapshot(
        String hash,
        Map<String, CatalogSource> sources,
        Map<TableName, CatalogTable> tables,
        Map<TableName, CatalogView> views) {
    public CatalogSnapshot {
        sources = Map.copyOf(sources);
        tables = Map.copyOf(tables);
        views = Map.copyOf(views);
    }

    public Optional<CatalogTable> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }
}
