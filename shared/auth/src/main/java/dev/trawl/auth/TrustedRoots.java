package dev.trawl.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/// The public root keys by which grants are trusted: one, or two while they are rotated.
public final class TrustedRoots {
    private static final int KEYS_MAX = 2;

    private final List<ECKey> keys;

    private TrustedRoots(List<ECKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /// Reads the setting `TRAWL_TRUSTED_ROOTS`, a JWKS.
    ///
    /// @throws IllegalArgumentException if it is not one or two public P-256 keys with ids
    public static TrustedRoots parse(String jwks) {
        try {
            List<ECKey> keys = new ArrayList<>();
            for (JWK key : JWKSet.parse(jwks).getKeys()) {
                if (!(key instanceof ECKey ec)
                        || !Curve.P_256.equals(ec.getCurve())
                        || ec.isPrivate()
                        || ec.getKeyID() == null) {
                    throw new IllegalArgumentException(
                            "a trusted root is a public P-256 key with a kid");
                }
                keys.add(ec);
            }
            if (keys.isEmpty() || keys.size() > KEYS_MAX) {
                throw new IllegalArgumentException(
                        "there are one or two trusted roots, not " + keys.size());
            }
            return new TrustedRoots(keys);
        } catch (ParseException e) {
            throw new IllegalArgumentException("trusted roots are a JWKS", e);
        }
    }

    List<ECKey> keys() {
        return keys;
    }
}
