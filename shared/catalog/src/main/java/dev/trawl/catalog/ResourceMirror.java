package dev.trawl.catalog;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The items of all resources, kept in memory from one apply to the next: what changed since is
/// known from the log and read alone. Thread-safe.
///
/// What it gives may be newer than the pointer that it was read behind; a commit on that pointer
/// fails then, and what changed is in the log of the next one.
final class ResourceMirror {
    static final String RESOURCES = "resource";
    private static final int RESOURCES_MAX = 20_000;
    private static final int REVISIONS_MAX = 16;
    private static final int IDS_MAX = 200;

    private final ItemTable items;
    private @Nullable State kept;

    ResourceMirror(ItemTable items) {
        this.items = items;
    }

    /// @param resources by id; not to be changed by anybody
    record State(CatalogHead head, SortedMap<String, StoredResource> resources) {}

    synchronized State load() {
        CatalogHead head = CatalogHead.load(items);
        State last = kept;
        State next =
                last == null
                        ? whole(head)
                        : changed(last, head)
                                .map(ids -> refreshed(last, head, ids))
                                .orElseGet(() -> whole(head));
        kept = next;
        return next;
    }

    /// Nothing if the log does not say what changed, or so much that reading all is quicker.
    private Optional<List<String>> changed(State last, CatalogHead head) {
        long behind = head.sequence() - last.head().sequence();
        if (behind < 0 || behind > REVISIONS_MAX) {
            return Optional.empty();
        }
        List<String> ids = new ArrayList<>();
        for (long s = last.head().sequence() + 1; s <= head.sequence(); s++) {
            Optional<Revision> revision = ChangeLog.find(items, s);
            if (revision.isEmpty()) {
                return Optional.empty();
            }
            ids.addAll(revision.get().changes());
        }
        return ids.size() > IDS_MAX ? Optional.empty() : Optional.of(ids);
    }

    private State refreshed(State last, CatalogHead head, List<String> ids) {
        if (ids.isEmpty()) {
            return new State(head, last.resources());
        }
        SortedMap<String, StoredResource> resources = new TreeMap<>(last.resources());
        for (String id : ids) {
            items.find(new ItemTable.Key(RESOURCES, id))
                    .map(StoredResource::of)
                    .ifPresentOrElse(
                            stored -> resources.put(id, stored), () -> resources.remove(id));
        }
        return new State(head, Collections.unmodifiableSortedMap(resources));
    }

    /// All items; half of them would be a catalog that lost the other half.
    private State whole(CatalogHead head) {
        List<ItemTable.Item> found =
                items.list(RESOURCES, "", RESOURCES_MAX + 1, ItemTable.Order.ASCENDING);
        if (found.size() > RESOURCES_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "a fleet has at most %d resources, deleted ones included"
                            .formatted(RESOURCES_MAX));
        }
        SortedMap<String, StoredResource> resources = new TreeMap<>();
        found.forEach(i -> resources.put(i.key().sort(), StoredResource.of(i)));
        return new State(head, Collections.unmodifiableSortedMap(resources));
    }
}
