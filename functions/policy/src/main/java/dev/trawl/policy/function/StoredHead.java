package dev.trawl.policy.function;

import dev.trawl.auth.PolicyEpoch;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.Snapshots;
import dev.trawl.store.ItemTable;

/// Reads what is in force from the state table: the catalog's pointer and the policy epoch.
final class StoredHead implements Head.Reader {
    private final ItemTable items;
    private final Snapshots snapshots;

    StoredHead(ItemTable items, Snapshots snapshots) {
        this.items = items;
        this.snapshots = snapshots;
    }

    @Override
    public Head load() {
        CatalogHead pointer = CatalogHead.load(items);
        // Before the first apply there is a snapshot of nothing, which has a hash like any other.
        String catalog =
                pointer.catalogHash().isEmpty() ? snapshots.load("").hash() : pointer.catalogHash();
        return new Head(catalog, pointer.policyHash(), PolicyEpoch.load(items));
    }
}
