package dev.trawl.query.fake;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Snapshots;

/// The one snapshot of {@link Sample}.
public final class World implements Snapshots {
    private final CatalogSnapshot snapshot = Sample.catalog();

    @Override
    public CatalogSnapshot current() {
        return snapshot;
    }

    @Override
    public CatalogSnapshot load(String hash) {
        return snapshot;
    }
}
