package dev.trawl.store;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Small documents with two-part keys and versions; conditional writes are how the fleet commits.
/// Thread-safe; reads are strongly consistent.
///
/// A write that fails with STORE_UNAVAILABLE was certainly not done; COMMIT_STATE_UNKNOWN says that
/// nobody knows, after reading back did not tell.
public interface ItemTable {
    Optional<Item> find(Key key);

    /// Items of one partition whose sort key begins with `prefix`, in order of sort keys.
    ///
    /// @param limit at most so many, from the start or, if descending, from the end
    List<Item> list(String partition, String prefix, int limit, Order order);

    /// Writes the item if its version is still `expected` ({@link #ABSENT} for a new one); gives
    /// the written item with the next version, or nothing if somebody else was first.
    Optional<Item> put(Key key, long expected, String document, @Nullable Instant expires);

    /// Writes all or nothing, each under its own expectation; false if one failed or another
    /// transaction is at the same items. At most {@link #TRANSACTION_MAX}, of different keys.
    boolean putAll(List<Write> writes);

    /// Deletes the item if its version is `expected`; false if it is another.
    boolean delete(Key key, long expected);

    long ABSENT = 0;
    int TRANSACTION_MAX = 100;

    /// Largest document; DynamoDB holds 400 KB with keys and all.
    int DOCUMENT_BYTES_MAX = 380_000;

    /// Largest sum of a transaction's documents; DynamoDB takes 4 MB.
    int TRANSACTION_BYTES_MAX = 3_800_000;

    enum Order {
        ASCENDING,
        DESCENDING
    }

    record Key(String partition, String sort) {}

    /// @param document JSON
    /// @param version from 1
    record Item(Key key, long version, String document) {}

    /// A document above {@link #DOCUMENT_BYTES_MAX} is refused, with REQUEST_TOO_LARGE.
    record Write(Key key, long expected, String document, @Nullable Instant expires) {
        public Write {
            int bytes = document.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > DOCUMENT_BYTES_MAX) {
                throw new TrawlException(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "an item's document may have %d bytes, '%s' would have %d"
                                .formatted(DOCUMENT_BYTES_MAX, key.sort(), bytes));
            }
        }
    }

    /// Refuses what no transaction holds.
    ///
    /// @throws TrawlException REQUEST_TOO_LARGE for more bytes than one takes
    static void requireTransaction(List<Write> writes) {
        if (writes.size() > TRANSACTION_MAX) {
            throw new IllegalArgumentException(
                    "a transaction has at most %d writes, not %d"
                            .formatted(TRANSACTION_MAX, writes.size()));
        }
        if (writes.stream().map(Write::key).distinct().count() < writes.size()) {
            throw new IllegalArgumentException("a transaction writes each key once");
        }
        long bytes =
                writes.stream()
                        .mapToLong(w -> w.document().getBytes(StandardCharsets.UTF_8).length)
                        .sum();
        if (bytes > TRANSACTION_BYTES_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "what changes at once may have %d bytes, not %d"
                            .formatted(TRANSACTION_BYTES_MAX, bytes));
        }
    }
}
