package dev.trawl.store;

/// A key that signs and never leaves its home (KMS). Thread-safe.
public interface SigningKey {
    String id();

    /// An ES256 signature as JOSE has it: R and S, 32 bytes each.
    byte[] sign(byte[] message);
}
