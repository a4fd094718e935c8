package dev.trawl.query.api;

/// Verifies tokens, as the first wall.
public interface Tokens {
    /// `issuer|subject` of a valid token's bearer.
    ///
    /// @throws dev.trawl.protocol.TrawlException UNAUTHENTICATED or ISSUER_UNAVAILABLE
    String principal(String jwt);
}
