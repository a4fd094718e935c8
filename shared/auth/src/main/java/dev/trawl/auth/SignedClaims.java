package dev.trawl.auth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import java.time.Instant;

/// What a certified key signed.
///
/// @param principal of the header, empty where there is none
record SignedClaims(String payload, String principal) {
    /// @throws Jws.RefusedException if it is not of this type, or its key is not certified now
    static SignedClaims verify(
            String compact,
            JOSEObjectType type,
            int charactersMax,
            TrustedRoots roots,
            Instant now) {
        JWSObject object = Jws.parse(compact, type, charactersMax);
        JWSHeader header = object.getHeader();
        if (!(header.getCustomParam(Jws.CERTIFICATE_PARAMETER) instanceof String text)) {
            throw new Jws.RefusedException("it carries no certificate");
        }
        Certificate certificate = Certificate.verify(text, roots);
        if (!now.isBefore(certificate.expires())) {
            throw new Jws.RefusedException("the certificate of its key has expired");
        }
        if (!Jws.isSignedBy(object, certificate.key())) {
            throw new Jws.RefusedException("its signature is not that of its key");
        }
        String principal =
                header.getCustomParam(Jws.PRINCIPAL_PARAMETER) instanceof String p ? p : "";
        return new SignedClaims(object.getPayload().toString(), principal);
    }
}
