package dev.trawl.source.kit;

import dev.trawl.store.SigningKey;

/// A source function deployed somewhere, and what those who ask it share with it.
public interface Deployed {
    /// The source's name in its fleet.
    String source();

    /// The fleet's root of trust.
    SigningKey root();

    /// The bucket of state and results.
    String bucket();

    /// Puts an object into that bucket.
    void put(String key, byte[] content);

    /// An object of that bucket.
    byte[] load(String key);

    /// The function's answer to a message.
    String invoke(String message);

    /// How many records of fragments the fleet's sources have written.
    int fragmentsRecorded();

    /// Raises the flag that ends a query.
    void cancel(String queryId);
}
