package dev.trawl.auth;

import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The last signatures that were good, so that what comes again is not computed again.
///
/// Whether a key made a signature depends on the signed text and the key alone, and never changes:
/// an entry holds both, the text as its hash. Everything else that makes a token or certificate
/// valid, its time and whether its key still counts, is for the caller to check each time. What was
/// refused is not kept. Thread-safe.
final class GoodSignatures {
    static final int ENTRIES_MAX = 1_000;

    private final Map<Signed, Boolean> entries =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Signed, Boolean> eldest) {
                    return size() > ENTRIES_MAX;
                }
            };

    /// @param compact header, payload and signature as they came
    /// @param key that may have made the signature
    /// @param compute says whether it did
    boolean isGood(String compact, JWK key, BooleanSupplier compute) {
        Signed signed = new Signed(sha256(compact), key);
        synchronized (entries) {
            if (entries.get(signed) != null) {
                return true;
            }
        }
        if (!compute.getAsBoolean()) {
            return false;
        }
        synchronized (entries) {
            entries.put(signed, true);
        }
        return true;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private record Signed(String hash, JWK key) {}
}
