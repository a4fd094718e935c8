package dev.trawl.fleettests;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import dev.trawl.store.SigningKey;
import java.security.GeneralSecurityException;
import java.security.Signature;

/// A signing key that somebody holds instead of KMS.
record KeyInHand(ECKey key) implements SigningKey {

    @Override
    public String id() {
        return key.getKeyID();
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.toECPrivateKey());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
