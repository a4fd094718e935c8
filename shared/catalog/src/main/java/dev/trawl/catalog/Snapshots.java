package dev.trawl.catalog;

/// Loads catalog snapshots. Thread-safe; snapshots are immutable and cached by hash.
public interface Snapshots {
    /// The snapshot in force, checked at most every few seconds.
    CatalogSnapshot current();

    /// The snapshot in force, asked for anew: after somebody said that the current one is old.
    default CatalogSnapshot latest() {
        return current();
    }

    /// @throws dev.trawl.protocol.TrawlException NOT_FOUND if there is none of that hash
    CatalogSnapshot load(String hash);
}
