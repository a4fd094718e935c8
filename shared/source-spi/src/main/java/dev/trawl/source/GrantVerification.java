package dev.trawl.source;

import dev.trawl.protocol.Grant;

/// Turns a signed grant into what it allows. Thread-safe.
@FunctionalInterface
public interface GrantVerification {
    /// @throws dev.trawl.protocol.TrawlException GRANT_INVALID unless the signature, audience, time
    ///   and policy epoch hold and every claim is understood; STORE_UNAVAILABLE if the epoch's
    ///   floor cannot be read
    Grant verify(String jws);
}
