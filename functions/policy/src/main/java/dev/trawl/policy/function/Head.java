package dev.trawl.policy.function;

import dev.trawl.auth.PolicyEpoch;

/// What is in force now, by hashes.
///
/// @param previousCatalogHash of the catalog before, which callers may still plan by; empty if
///   there was none
/// @param policyHash empty before any policy was applied
record Head(String catalogHash, String previousCatalogHash, String policyHash, PolicyEpoch epoch) {
    /// Reads the head; asks the stores each time.
    @FunctionalInterface
    interface Reader {
        /// @throws dev.trawl.protocol.TrawlException if it cannot be read
        Head load();
    }
}
