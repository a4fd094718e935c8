package dev.trawl.query.fake;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Snapshots;
import java.util.concurrent.atomic.AtomicInteger;

/// The one snapshot of {@link Sample}.
public final class World implements Snapshots {
    private final CatalogSnapshot snapshot = Sample.catalog();
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public CatalogSnapshot current() {
        return snapshot;
    }

    @Override
    public CatalogSnapshot latest() {
        asked.incrementAndGet();
        return snapshot;
    }

    /// How often the newest was asked for.
    public int asked() {
        return asked.get();
    }

    @Override
    public CatalogSnapshot load(String hash) {
        return snapshot;
    }
}
