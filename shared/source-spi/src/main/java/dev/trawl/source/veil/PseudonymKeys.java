package dev.trawl.source.veil;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Secrets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.spec.SecretKeySpec;

/// Keys of the pseudonym domains that this source may use, loaded when first needed and kept until
/// the function ends. Thread-safe. A key leaves this class only inside a {@link KeyedHash}.
public final class PseudonymKeys {
    static final int KEY_BYTES_MIN = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final Secrets secrets;
    private final Map<String, String> secretIds;
    private final Map<String, SecretKeySpec> keys = new ConcurrentHashMap<>();

    /// @param secretIds ids of secrets with a base64 key, by domain
    public PseudonymKeys(Secrets secrets, Map<String, String> secretIds) {
        this.secrets = secrets;
        this.secretIds = Map.copyOf(secretIds);
    }

    /// A new HMAC-SHA-256 under the domain's key; for one thread.
    KeyedHash hash(String domain) {
        byte[] key = keys.computeIfAbsent(domain, this::load).getEncoded();
        try {
            return new KeyedHash(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private SecretKeySpec load(String domain) {
        String id = secretIds.get(domain);
        if (id == null) {
            throw new TrawlException(
                    ErrorCode.SOURCE_FAILED,
                    ("this source holds no key of pseudonym domain '%s'; add the domain to"
                                    + " TRAWL_PSEUDONYM_SECRETS")
                            .formatted(domain));
        }
        byte[] key = decoded(domain, secrets.load(id));
        if (key.length < KEY_BYTES_MIN) {
            throw unusable(domain);
        }
        return new SecretKeySpec(key, ALGORITHM);
    }

    /// The cause is left out, since it may quote the key.
    private static byte[] decoded(String domain, String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException _) {
            throw unusable(domain);
        }
    }

    private static TrawlException unusable(String domain) {
        return new TrawlException(
                ErrorCode.SOURCE_FAILED,
                "the secret of pseudonym domain '%s' is not base64 of at least %d bytes"
                        .formatted(domain, KEY_BYTES_MIN));
    }

    @Override
    public String toString() {
        return "PseudonymKeys" + secretIds.keySet();
    }
}
