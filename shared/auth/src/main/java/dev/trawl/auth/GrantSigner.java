package dev.trawl.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantCodec;
import dev.trawl.protocol.TicketCodec;
import dev.trawl.store.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Signs grants and tickets with a short-lived key that a root key certified. Thread-safe.
///
/// The key is made when first needed and renewed after three quarters of its life, each time with
/// one call to the root; signing calls nobody. {@link #forget} drops it, before a snapshot of the
/// process and after its restore.
public final class GrantSigner {
    private final SigningKey root;
    private final Duration certificateLife;
    private final Clock clock;

    private @Nullable Certified certified;

    public GrantSigner(SigningKey root, Duration certificateLife, Clock clock) {
        if (certificateLife.compareTo(Duration.ofMinutes(30)) < 0
                || certificateLife.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException(
                    "a certificate lives 30 minutes to 24 hours, not " + certificateLife);
        }
        this.root = root;
        this.certificateLife = certificateLife;
        this.clock = clock;
    }

    public String sign(Grant grant) {
        return sign(Jws.GRANT, JsonWriter.write(out -> GrantCodec.write(out, grant)), Map.of());
    }

    /// The principal travels with the ticket, signed too: whoever renews is decided on as it was.
    public String sign(VerifiedTicket of) {
        String principal = JsonWriter.write(out -> PrincipalCodec.write(out, of.principal()));
        return sign(
                Jws.TICKET,
                JsonWriter.write(out -> TicketCodec.write(out, of.ticket())),
                Map.of(Jws.PRINCIPAL_PARAMETER, principal));
    }

    public synchronized void forget() {
        certified = null;
    }

    private String sign(JOSEObjectType type, String payload, Map<String, Object> parameters) {
        Certified by = current();
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(type)
                        .keyID(by.key().getKeyID())
                        .customParam(Jws.CERTIFICATE_PARAMETER, by.certificate());
        parameters.forEach(header::customParam);
        JWSObject object = new JWSObject(header.build(), new Payload(payload));
        try {
            object.sign(new ECDSASigner(by.key()));
        } catch (JOSEException e) {
            throw new IllegalStateException("ES256 is missing", e);
        }
        return object.serialize();
    }

    private synchronized Certified current() {
        Instant now = clock.instant();
        Certified known = certified;
        if (known == null || !now.isBefore(known.renewAt())) {
            known = certify(now);
            certified = known;
        }
        return known;
    }

    private Certified certify(Instant now) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
            String certificate = Certificate.issue(key, now, now.plus(certificateLife), root);
            Instant renewAt = now.plus(certificateLife.multipliedBy(3).dividedBy(4));
            return new Certified(key, certificate, renewAt);
        } catch (JOSEException e) {
            throw new IllegalStateException("P-256 is missing", e);
        }
    }

    private record Certified(ECKey key, String certificate, Instant renewAt) {
        @Override
        public String toString() {
            return "Certified[" + key.getKeyID() + "]";
        }
    }
}
