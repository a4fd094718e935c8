package dev.trawl.auth;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.trawl.store.PublicKeys;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The public root keys by which grants are trusted: one, or two while they are rotated.
public final class TrustedRoots {
    private static final int KEYS_MAX = 2;

    private final Supplier<List<ECKey>> load;
    private final GoodSignatures good = new GoodSignatures();
    private volatile @Nullable List<ECKey> keys;

    private TrustedRoots(Supplier<List<ECKey>> load) {
        this.load = load;
    }

    /// Reads the setting `TRAWL_TRUSTED_ROOTS`: a JWKS, or ids of keys, separated by commas, whose
    /// public halves are looked up when the first grant comes and kept. A key's id is its kid.
    ///
    /// @throws IllegalArgumentException if it is not one or two keys
    public static TrustedRoots parse(String setting, PublicKeys publicKeys) {
        if (setting.stripLeading().startsWith("{")) {
            return parse(setting);
        }
        List<String> ids = List.of(setting.split(",", -1));
        if (ids.size() > KEYS_MAX || ids.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "TRAWL_TRUSTED_ROOTS is a JWKS or ids of one or two keys");
        }
        return new TrustedRoots(() -> ids.stream().map(id -> load(id, publicKeys)).toList());
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
            List<ECKey> all = List.copyOf(keys);
            return new TrustedRoots(() -> all);
        } catch (ParseException e) {
            throw new IllegalArgumentException("trusted roots are a JWKS", e);
        }
    }

    /// Whether the root that it names made the signature.
    ///
    /// @param compact what was parsed
    boolean haveSigned(JWSObject object, String compact) {
        String id = String.valueOf(object.getHeader().getKeyID());
        return keys().stream()
                .anyMatch(root ->
                        id.equals(root.getKeyID())
                                && good.isGood(compact, root, () -> Jws.isSignedBy(object, root)));
    }

    private List<ECKey> keys() {
        List<ECKey> known = keys;
        if (known == null) {
            known = load.get();
            keys = known;
        }
        return known;
    }

    private static ECKey load(String id, PublicKeys publicKeys) {
        try {
            PublicKey key =
                    KeyFactory.getInstance("EC")
                            .generatePublic(new X509EncodedKeySpec(publicKeys.load(id)));
            if (!(key instanceof ECPublicKey ec)
                    || !Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
                throw new IllegalArgumentException("a trusted root is a P-256 key, '" + id + "'");
            }
            return new ECKey.Builder(Curve.P_256, ec).keyID(id).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a trusted root is a P-256 key, '" + id + "'", e);
        }
    }
}
