package dev.trawl.local.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.trawl.local.aws.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/// The development issuer's key, in a file that only its owner reads. Whoever reads it is any
/// principal of the fleet on this machine, and of no other.
public final class IssuerKey {

    /// How tokens are signed.
    public enum Algorithm {
        /// ECDSA on P-256.
        ES256,
        /// RSA, 2048 bits.
        RS256
    }

    private final JWK key;

    private IssuerKey(JWK key) {
        this.key = key;
    }

    /// The key in `file`, made and kept where there is none.
    public static IssuerKey findOrCreate(Path file, Algorithm algorithm) {
        try {
            if (Files.exists(file)) {
                JWK key = JWK.parse(PrivateFiles.read(file));
                if (key.getAlgorithm().getName().equals(algorithm.name())) {
                    return new IssuerKey(key);
                }
            }
            JWK key = generate(algorithm);
            PrivateFiles.write(file, key.toJSONString());
            return new IssuerKey(key);
        } catch (ParseException e) {
            throw new IllegalStateException(file + " is not a JSON Web Key.");
        }
    }

    /// The key in `file`.
    ///
    /// @throws IllegalStateException if there is none
    public static IssuerKey load(Path file) {
        try {
            return new IssuerKey(JWK.parse(PrivateFiles.read(file)));
        } catch (ParseException e) {
            throw new IllegalStateException(file + " is not a JSON Web Key.");
        }
    }

    /// A signed token.
    public String mint(String issuer, TokenRequest request, Clock clock) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder().subject(request.subject()).audience(request.audiences());
        if (!request.groups().isEmpty()) {
            claims.claim("groups", request.groups());
        }
        if (!request.purposes().isEmpty()) {
            claims.claim("purposes", request.purposes());
        }
        if (request.email() != null) {
            claims.claim("email", request.email());
        }
        request.claims().forEach(claims::claim);
        claims.issuer(issuer)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(request.life())))
                .jwtID(UUID.randomUUID().toString());
        JWSAlgorithm algorithm = JWSAlgorithm.parse(key.getAlgorithm().getName());
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(algorithm)
                                .type(JOSEObjectType.JWT)
                                .keyID(key.getKeyID())
                                .build(),
                        claims.build());
        try {
            token.sign(signer());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /// The public half as a JSON Web Key Set.
    String publicKeys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    /// The algorithm's name.
    String algorithm() {
        return key.getAlgorithm().getName();
    }

    private JWSSigner signer() throws JOSEException {
        return key.getAlgorithm().equals(JWSAlgorithm.ES256)
                ? new ECDSASigner(key.toECKey())
                : new RSASSASigner(key.toRSAKey());
    }

    private static JWK generate(Algorithm algorithm) {
        JWKGenerator<? extends JWK> generator =
                switch (algorithm) {
                    case ES256 -> new ECKeyGenerator(Curve.P_256).algorithm(JWSAlgorithm.ES256);
                    case RS256 -> new RSAKeyGenerator(2048).algorithm(JWSAlgorithm.RS256);
                };
        try {
            return generator
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
