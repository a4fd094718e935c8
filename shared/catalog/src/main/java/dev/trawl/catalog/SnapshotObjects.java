package dev.trawl.catalog;

import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Writes snapshots into the state bucket: of a large one only the segments that are not there yet.
/// Thread-safe.
final class SnapshotObjects {
    private static final String TYPE = "application/json";
    private static final int AT_ONCE = 16;

    private final ObjectStore state;
    private final Set<String> stored = new HashSet<>();

    SnapshotObjects(ObjectStore state) {
        this.state = state;
    }

    static String root(String hash) {
        return "catalog/" + hash + ".json";
    }

    static String segment(String hash) {
        return "catalog/segment/" + hash + ".json";
    }

    /// Storing a snapshot again changes nothing. The root comes last: what it names is there.
    ///
    /// @param inForce hash of the snapshot in force, whose segments are there
    synchronized void store(SnapshotEncoder.Encoded encoded, String inForce) {
        if (!encoded.segments().isEmpty()) {
            if (stored.isEmpty()) {
                stored.addAll(segments(inForce));
            }
            create(encoded.segments().stream().filter(s -> !stored.contains(s.hash())).toList());
            stored.clear();
            encoded.segments().forEach(s -> stored.add(s.hash()));
        }
        create(root(encoded.snapshot().hash()), encoded.root());
    }

    /// Of a snapshot that cannot be read nothing is taken for granted.
    private List<String> segments(String inForce) {
        Optional<byte[]> root = inForce.isEmpty() ? Optional.empty() : state.find(root(inForce));
        return root.map(bytes ->
                        CatalogSnapshotCodec.segments(new String(bytes, StandardCharsets.UTF_8)))
                .orElse(List.of());
    }

    private void create(List<SnapshotEncoder.Segment> segments) {
        if (segments.size() <= 1) {
            segments.forEach(s -> create(segment(s.hash()), s.text()));
            return;
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<? extends Future<?>> written =
                    segments.stream()
                            .map(s -> threads.submit(() -> create(segment(s.hash()), s.text())))
                            .toList();
            for (Future<?> one : written) {
                await(one);
            }
        }
    }

    private void create(String key, String text) {
        state.create(key, text.getBytes(StandardCharsets.UTF_8), TYPE);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("a task of the catalog failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
