package dev.trawl.query.fake;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogView;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The one snapshot of {@link Sample}.
public final class World implements Snapshots {
    private volatile CatalogSnapshot snapshot = Sample.catalog();
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

    /// A view in the schema of all views.
    public void declareView(String name, String sql) {
        CatalogSnapshot before = snapshot;
        TableName table = new TableName("default", "public", name);
        Map<TableName, CatalogView> views = new HashMap<>(before.views());
        views.put(table, new CatalogView(table, name, Set.of(), "o", "", sql));
        snapshot =
                new CatalogSnapshot(
                        before.hash() + "+" + name, before.sources(), before.tables(), views);
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
