package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Snapshots at `catalog/<hash>.json` in the state bucket, their segments beside them, the pointer
/// in the state table. The last few are kept in memory, and a new one reads only the segments that
/// none of them has; a pointer that cannot be read leaves the last good snapshot in force.
public final class StoredSnapshots implements Snapshots {
    private static final int KEPT = 4;
    private static final int AT_ONCE = 32;
    private static final CatalogSnapshot NOTHING =
            CatalogSnapshotCodec.snapshot(Map.of(), Map.of(), Map.of());

    private final ItemTable items;
    private final ObjectStore state;
    private final Duration fresh;
    private final Clock clock;
    private final Map<String, Loaded> cache = new LinkedHashMap<>();

    private @Nullable CatalogSnapshot current;
    private Instant checked = Instant.MIN;

    /// @param fresh how long the pointer is not asked for again
    public StoredSnapshots(ItemTable items, ObjectStore state, Duration fresh, Clock clock) {
        this.items = items;
        this.state = state;
        this.fresh = fresh;
        this.clock = clock;
    }

    /// @param segments by their hashes
    private record Loaded(
            CatalogSnapshot snapshot, Map<String, CatalogSnapshotCodec.Segment> segments) {}

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
        Loaded cached = cache.get(hash);
        if (cached != null) {
            return cached.snapshot();
        }
        String text = text(SnapshotObjects.root(hash));
        Loaded loaded =
                switch (CatalogSnapshotCodec.readRoot(text, hash)) {
                    case CatalogSnapshotCodec.Root.Whole whole ->
                            new Loaded(whole.snapshot(), Map.of());
                    case CatalogSnapshotCodec.Root.Segmented root -> joined(root, hash);
                };
        if (cache.size() == KEPT) {
            cache.remove(cache.keySet().iterator().next());
        }
        cache.put(hash, loaded);
        return loaded.snapshot();
    }

    private Loaded joined(CatalogSnapshotCodec.Root.Segmented root, String hash) {
        Map<String, CatalogSnapshotCodec.Segment> segments = segments(root.segments());
        Map<TableName, CatalogTable> tables = new HashMap<>();
        Map<TableName, CatalogView> views = new HashMap<>();
        for (CatalogSnapshotCodec.Segment segment : segments.values()) {
            segment.tables().forEach(t -> tables.put(t.name(), t));
            segment.views().forEach(v -> views.put(v.name(), v));
        }
        return new Loaded(new CatalogSnapshot(hash, root.sources(), tables, views), segments);
    }

    private Map<String, CatalogSnapshotCodec.Segment> segments(List<String> hashes) {
        Map<String, CatalogSnapshotCodec.Segment> segments = new LinkedHashMap<>();
        for (String hash : hashes) {
            for (Loaded loaded : cache.values()) {
                CatalogSnapshotCodec.Segment known = loaded.segments().get(hash);
                if (known != null) {
                    segments.put(hash, known);
                    break;
                }
            }
        }
        List<String> missing = hashes.stream().filter(h -> !segments.containsKey(h)).toList();
        if (missing.size() == 1) {
            segments.put(missing.getFirst(), segment(missing.getFirst()));
            return segments;
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            Map<String, Future<CatalogSnapshotCodec.Segment>> loading = new LinkedHashMap<>();
            missing.forEach(hash -> loading.put(hash, threads.submit(() -> segment(hash))));
            loading.forEach((hash, one) -> segments.put(hash, SnapshotObjects.await(one)));
        }
        return segments;
    }

    private CatalogSnapshotCodec.Segment segment(String hash) {
        return CatalogSnapshotCodec.readSegment(text(SnapshotObjects.segment(hash)), hash);
    }

    private String text(String key) {
        return new String(state.load(key), StandardCharsets.UTF_8);
    }
}
