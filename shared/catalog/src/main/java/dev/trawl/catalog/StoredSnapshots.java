package dev.trawl.catalog;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Snapshots at `catalog/<hash>.json` in the state bucket, the pointer in the state table. The last
/// few are kept in memory; a pointer that cannot be read leaves the last good snapshot in force.
public final class StoredSnapshots implements Snapshots {
    private static final int KEPT = 4;
    private static final CatalogSnapshot NOTHING =
            CatalogSnapshotCodec.snapshot(Map.of(), Map.of(), Map.of());

    private final ItemTable items;
    private final ObjectStore state;
    private final Duration fresh;
    private final Clock clock;
    private final Map<String, CatalogSnapshot> cache = new LinkedHashMap<>();

    private @Nullable CatalogSnapshot current;
    private Instant checked = Instant.MIN;

    /// @param fresh how long the pointer is not asked for again
    public StoredSnapshots(ItemTable items, ObjectStore state, Duration fresh, Clock clock) {
        this.items = items;
        this.state = state;
        this.fresh = fresh;
        this.clock = clock;
    }

    @Override
    public synchronized CatalogSnapshot current() {
        Instant now = clock.instant();
        CatalogSnapshot last = current;
        if (last != null && now.isBefore(checked.plus(fresh))) {
            return last;
        }
        checked = now;
        try {
            String hash = CatalogHead.load(items).catalogHash();
            CatalogSnapshot snapshot = hash.isEmpty() ? NOTHING : load(hash);
            current = snapshot;
            return snapshot;
        } catch (TrawlException e) {
            if (last != null) {
                return last;
            }
            throw e.code() == ErrorCode.NOT_FOUND ? lost(e) : e;
        }
    }

    /// The pointer names an object that is gone: somebody deleted it.
    private static TrawlException lost(TrawlException cause) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE,
                "the catalog in force is lost (%s); bring the object back, or apply any change: that writes the catalog anew from the resources"
                        .formatted(cause.text()),
                cause);
    }

    @Override
    public synchronized CatalogSnapshot latest() {
        checked = Instant.MIN;
        return current();
    }

    @Override
    public synchronized CatalogSnapshot load(String hash) {
        if (hash.isEmpty() || hash.equals(NOTHING.hash())) {
            return NOTHING;
        }
        CatalogSnapshot cached = cache.get(hash);
        if (cached != null) {
            return cached;
        }
        String text = new String(state.load(key(hash)), StandardCharsets.UTF_8);
        CatalogSnapshot snapshot = CatalogSnapshotCodec.read(text, hash);
        if (cache.size() == KEPT) {
            cache.remove(cache.keySet().iterator().next());
        }
        cache.put(hash, snapshot);
        return snapshot;
    }

    /// Stores a snapshot under its hash; storing it again changes nothing.
    static void store(CatalogSnapshot snapshot, ObjectStore state) {
        state.create(
                key(snapshot.hash()),
                CatalogSnapshotCodec.write(snapshot).getBytes(StandardCharsets.UTF_8),
                "application/json");
    }

    private static String key(String hash) {
        return "catalog/" + hash + ".json";
    }
}
