package dev.trawl.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;

/// The fleet's own compact JWS: ES256 only, one exact type each, one text per signature.
final class Jws {
    static final JOSEObjectType CERTIFICATE = new JOSEObjectType("trawl-certificate+jws");
    static final JOSEObjectType GRANT = new JOSEObjectType("trawl-grant+jws");
    static final JOSEObjectType TICKET = new JOSEObjectType("trawl-ticket+jws");

    /// Header parameter with the certificate of the key that signed.
    static final String CERTIFICATE_PARAMETER = "cert";

    /// Header parameter of tickets with the principal as JSON text.
    static final String PRINCIPAL_PARAMETER = "principal";

    private Jws() {}

    static JWSObject parse(String compact, JOSEObjectType type, int charactersMax) {
        if (compact.length() > charactersMax) {
            throw new RefusedException("it is too large");
        }
        try {
            JWSObject object = JWSObject.parse(compact);
            JWSHeader header = object.getHeader();
            if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
                throw new RefusedException("its algorithm is not ES256");
            }
            if (!type.equals(header.getType())) {
                throw new RefusedException("it is of another type");
            }
            Base64URL signature = object.getSignature();
            if (!Base64URL.encode(signature.decode()).equals(signature)) {
                throw new RefusedException("its signature is not written canonically");
            }
            return object;
        } catch (ParseException | IllegalArgumentException _) {
            throw new RefusedException("it is malformed");
        }
    }

    static boolean isSignedBy(JWSObject object, ECKey key) {
        try {
            return Curve.P_256.equals(key.getCurve()) && object.verify(new ECDSAVerifier(key));
        } catch (JOSEException | IllegalStateException _) {
            return false;
        }
    }

    /// Why something signed is refused; the reason quotes nothing of it.
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
