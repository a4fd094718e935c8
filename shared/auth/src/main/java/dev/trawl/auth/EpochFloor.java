package dev.trawl.auth;

/// The lowest policy epoch whose grants still count. Thread-safe.
@FunctionalInterface
public interface EpochFloor {
    /// @throws dev.trawl.protocol.TrawlException if it cannot be known now; everything is then
    ///   refused
    long load();
}
