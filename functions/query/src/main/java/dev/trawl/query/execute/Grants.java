package dev.trawl.query.execute;

/// Signed grants of one query, by source.
public interface Grants {
    /// One that is valid for some time yet.
    ///
    /// @throws dev.trawl.protocol.TrawlException if there is none, or none any more
    String grant(String source);
}
