package dev.trawl.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.trawl.store.SigningKey;
import java.util.concurrent.atomic.AtomicInteger;

/// A root key in memory that counts its signatures.
final class LocalKey implements SigningKey {
    private final ECKey key;
    private final AtomicInteger signatures = new AtomicInteger();

    LocalKey(String id) {
        try {
            this.key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String id() {
        return key.getKeyID();
    }

    @Override
    public byte[] sign(byte[] message) {
        signatures.incrementAndGet();
        try {
            return new ECDSASigner(key).sign(new JWSHeader(JWSAlgorithm.ES256), message).decode();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    int signatures() {
        return signatures.get();
    }

    ECKey key() {
        return key;
    }

    TrustedRoots trusted() {
        return TrustedRoots.parse(new JWKSet(key).toPublicJWKSet().toString());
    }
}
