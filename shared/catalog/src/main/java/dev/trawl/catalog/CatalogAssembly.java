package dev.trawl.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Builds snapshots of drafts and keeps the parts of resources that stay as they are: of ten
/// thousand datasets the one is parsed that has changed. Thread-safe.
final class CatalogAssembly {
    private final Map<String, Built> kept = new HashMap<>();
    private final SnapshotEncoder encoder = new SnapshotEncoder();

    /// @param head of the resource that the part is of
    private record Built(String head, SnapshotBuilder.@Nullable Part part) {}

    /// The snapshot of what is stored with changes laid over it.
    ///
    /// @param changed by id; without a resource where one is deleted
    /// @throws dev.trawl.protocol.TrawlException INVALID_RESOURCE naming the resource and the field
    synchronized SnapshotEncoder.Encoded build(
            Map<String, StoredResource> stored, Map<String, Change> changed) {
        List<SnapshotBuilder.Part> parts = new ArrayList<>(stored.size() + changed.size());
        stored.forEach((id, item) -> {
            if (!changed.containsKey(id)) {
                SnapshotBuilder.Part part = part(id, item);
                if (part != null) {
                    parts.add(part);
                }
            }
        });
        for (Change change : changed.values()) {
            Resource resource = change.resource();
            SnapshotBuilder.Part part = resource == null ? null : SnapshotBuilder.part(resource);
            if (part != null) {
                parts.add(part);
            }
        }
        return encoder.encode(SnapshotBuilder.assemble(parts));
    }

    private SnapshotBuilder.@Nullable Part part(String id, StoredResource item) {
        if (!id.startsWith(ResourceKind.DATASET.path() + "/")
                && !id.startsWith(ResourceKind.SOURCE.path() + "/")) {
            return null;
        }
        Built built = kept.get(id);
        if (built == null || !built.head().equals(item.head())) {
            Resource resource = item.resource();
            built =
                    new Built(
                            item.head(), resource == null ? null : SnapshotBuilder.part(resource));
            kept.put(id, Objects.requireNonNull(built));
        }
        return built.part();
    }
}
