package dev.trawl.catalog;

/// Loads catalog snapshots. Thread-safe; snapshots are immutable and cached by hash.
public interface Snapshots {
    /// The snapshot in force, checked at most every few seconds.
    CatalogSnapshot current();

    /// @throws dev.trawl.protocol.TrawlException NOT_FOUND if there is none of that hash
    CatalogSnapshot load(String hash);
}
