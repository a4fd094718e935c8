package dev.trawl.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import dev.trawl.store.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/// A root key made in this process and known to nobody else: what it signs is good nowhere but
/// where its own {@link #jwks} are trusted. For work over fixtures.
public final class UntrustedKey implements SigningKey {
    private final KeyPair pair;

    public UntrustedKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 is missing", e);
        }
    }

    @Override
    public String id() {
        return "untrusted";
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 is missing", e);
        }
    }

    /// Its public half, as {@link TrustedRoots} reads it.
    public String jwks() {
        return new JWKSet(
                        new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                                .keyID(id())
                                .build())
                .toString();
    }
}
