package dev.trawl.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.trawl.store.SigningKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;

/// Word of a root key that a short-lived key may sign grants and tickets for a time.
///
/// @param key the public half
record Certificate(ECKey key, Instant expires) {
    private static final String PURPOSE = "grant";
    private static final int CHARACTERS_MAX = 4096;

    /// The compact form, signed by `root`: one call to it.
    static String issue(ECKey key, Instant issued, Instant expires, SigningKey root) {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(Jws.CERTIFICATE)
                        .keyID(root.id())
                        .build();
        Map<String, Object> claims = JSONObjectUtils.newJSONObject();
        claims.put("purpose", PURPOSE);
        claims.put("jwk", key.toPublicJWK().toJSONObject());
        claims.put("iat", issued.getEpochSecond());
        claims.put("exp", expires.getEpochSecond());
        JWSObject unsigned = new JWSObject(header, new Payload(claims));
        String input = new String(unsigned.getSigningInput(), StandardCharsets.US_ASCII);
        return input + "." + Base64URL.encode(root.sign(unsigned.getSigningInput()));
    }

    /// Reads and checks all but the time.
    ///
    /// @throws Jws.RefusedException if no root signed it for this purpose
    static Certificate verify(String compact, TrustedRoots roots) {
        JWSObject object = Jws.parse(compact, Jws.CERTIFICATE, CHARACTERS_MAX);
        if (!roots.haveSigned(object, compact)) {
            throw new Jws.RefusedException("no trusted root certified its key");
        }
        try {
            Map<String, Object> claims = object.getPayload().toJSONObject();
            if (claims == null || !PURPOSE.equals(JSONObjectUtils.getString(claims, "purpose"))) {
                throw new Jws.RefusedException("its key is certified for another purpose");
            }
            ECKey key = ECKey.parse(JSONObjectUtils.getJSONObject(claims, "jwk"));
            return new Certificate(
                    key.toPublicJWK(),
                    Instant.ofEpochSecond(JSONObjectUtils.getLong(claims, "exp")));
        } catch (ParseException | IllegalArgumentException e) {
            throw new Jws.RefusedException("the certificate of its key is malformed");
        }
    }

    static String thumbprint(ECKey key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("SHA-256 is missing", e);
        }
    }
}
