package dev.trawl.export;

import dev.trawl.store.ObjectStore;
import java.time.Instant;

/// What follows the commit of a run: its result becomes what readers see who know no manifests.
/// Done again, by anybody and at any time, it changes nothing.
@FunctionalInterface
interface Delivery {
    /// @param manifest of the run, which is committed
    /// @param bucket the run's
    /// @throws dev.trawl.protocol.TrawlException if it is not done, or nobody knows
    void deliver(Run run, byte[] manifest, ObjectStore bucket, Instant deadline);

    /// Whether nothing is left to be done for a run that was delivered, which is then done again.
    default boolean isSettled(Run run) {
        return true;
    }
}
