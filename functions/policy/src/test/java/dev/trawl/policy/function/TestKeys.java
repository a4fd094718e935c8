package dev.trawl.policy.function;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.trawl.auth.TrustedRoots;
import dev.trawl.store.SigningKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// A root key in memory, and an issuer of tokens.
final class TestKeys implements SigningKey {
    static final String ISSUER = "https://issuer.example";
    private final ECKey root = key("root");
    private final ECKey issuer = key("issuer");

    @Override
    public String id() {
        return "root";
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            return new ECDSASigner(root).sign(new JWSHeader(JWSAlgorithm.ES256), message).decode();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    TrustedRoots roots() {
        return TrustedRoots.parse(rootsJson());
    }

    String rootsJson() {
        return new JWKSet(root).toPublicJWKSet().toString();
    }

    String issuerKeys() {
        return new JWKSet(issuer).toPublicJWKSet().toString();
    }

    String token(String subject, Instant expires, List<String> groups) {
        return token(
                new JWTClaimsSet.Builder()
                        .subject(subject)
                        .expirationTime(Date.from(expires))
                        .claim("groups", groups)
                        .claim("purposes", List.of("delays"))
                        .claim("station", "OSL"));
    }

    private String token(JWTClaimsSet.Builder claims) {
        try {
            SignedJWT token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("issuer").build(),
                            claims.issuer(ISSUER).audience("trawl").build());
            token.sign(new ECDSASigner(issuer));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
