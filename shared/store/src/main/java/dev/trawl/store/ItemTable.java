package dev.trawl.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Small documents with two-part keys and versions; conditional writes are how the fleet commits.
/// Thread-safe; reads are strongly consistent.
public interface ItemTable {
    Optional<Item> find(Key key);

    /// Items of one partition whose sort key begins with `prefix`, in order of sort keys.
    ///
    /// @param limit at most so many, from the start or, if descending, from the end
    List<Item> list(String partition, String prefix, int limit, Order order);

    /// Writes the item if its version is still `expected` ({@link #ABSENT} for a new one); gives
    /// the written item with the next version, or nothing if somebody else was first.
    Optional<Item> put(Key key, long expected, String document, @Nullable Instant expires);

    /// Writes all or nothing, each under its own expectation; false if one failed. At most {@link
    /// #TRANSACTION_MAX}.
    boolean putAll(List<Write> writes);

    /// Deletes the item if its version is `expected`; false if it is another.
    boolean delete(Key key, long expected);

    long ABSENT = 0;
    int TRANSACTION_MAX = 100;

    enum Order {
        ASCENDING,
        DESCENDING
    }

    record Key(String partition, String sort) {}

    /// @param document JSON
    /// @param version from 1
    record Item(Key key, long version, String document) {}

    record Write(Key key, long expected, String document, @Nullable Instant expires) {}
}
