package dev.trawl.store;

/// The public halves of signing keys, by the keys' ids. Thread-safe.
public interface PublicKeys {
    /// For functions whose trust is spelt out in their settings.
    PublicKeys NONE =
            id -> {
                throw new IllegalStateException("no public keys are looked up here: " + id);
            };

    /// The SubjectPublicKeyInfo of a key, in DER.
    ///
    /// @throws dev.trawl.protocol.TrawlException STORE_UNAVAILABLE
    byte[] load(String id);
}
