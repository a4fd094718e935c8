package dev.trawl.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantCodec;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Ticket;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.PublicKeys;
import dev.trawl.testkit.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GrantVerifierTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final LocalKey root = new LocalKey("root-1");
    private final GrantSigner signer = new GrantSigner(root, Duration.ofHours(4), clock);
    private long floor = 3;
    private final GrantVerifier verifier =
            new GrantVerifier(root.trusted(), "bookings", () -> floor, GrantLimits.DEFAULT, clock);

    @Test
    void aSignedGrantComesBackAsItWas() {
        Grant grant = grant("bookings", clock.instant(), Duration.ofMinutes(5));
        assertThat(verifier.verify(signer.sign(grant))).isEqualTo(grant);
    }

    @Test
    void signingCallsTheRootOncePerKey() {
        for (int i = 0; i < 100; i++) {
            signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        }
        assertThat(root.signatures()).isEqualTo(1);
        clock.advance(Duration.ofHours(3));
        Grant later = grant("bookings", clock.instant(), Duration.ofMinutes(5));
        assertThat(verifier.verify(signer.sign(later))).isEqualTo(later);
        assertThat(root.signatures()).isEqualTo(2);
    }

    @Test
    void aForgottenKeyIsReplaced() {
        String before = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        signer.forget();
        String after = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        assertThat(keyId(before)).isNotEqualTo(keyId(after));
    }

    @Test
    void anyAlteredByteIsRefused() {
        String compact = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        String[] parts = compact.split("\\.");
        for (int part = 0; part < parts.length; part++) {
            byte[] bytes = new Base64URL(parts[part]).decode();
            for (int i = 0; i < bytes.length; i++) {
                byte[] altered = bytes.clone();
                altered[i] ^= (byte) (1 << (i % 8));
                String[] copy = parts.clone();
                copy[part] = Base64URL.encode(altered).toString();
                assertRefused(String.join(".", copy));
            }
        }
    }

    @Test
    void anyAlteredCharacterIsRefused() {
        String compact = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        for (int i = 0; i < compact.length(); i++) {
            char[] altered = compact.toCharArray();
            altered[i] = altered[i] == 'A' ? 'B' : 'A';
            assertRefused(new String(altered));
        }
    }

    @Test
    void garbageIsRefused() {
        for (String garbage : List.of("", ".", "..", "...", "a.b.c", "null", "{}", "é.é.é")) {
            assertRefused(garbage, "it is malformed");
        }
    }

    @Test
    void tooLargeIsRefusedUnread() {
        assertRefused("x".repeat(2 * 1024 * 1024 + 1), "it is too large");
    }

    @Test
    void anotherAudienceIsRefused() {
        String compact = signer.sign(grant("flights", clock.instant(), Duration.ofMinutes(5)));
        assertRefused(compact, "it is for another source");
    }

    @Test
    void timesAreHeldToTheSkew() {
        String compact = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        clock.advance(Duration.ofMinutes(5).plusSeconds(9));
        assertThat(verifier.verify(compact).audience()).isEqualTo("bookings");
        clock.advance(Duration.ofSeconds(1));
        assertRefused(compact, "it has expired");
        Instant future = clock.instant().plusSeconds(11);
        assertRefused(
                signer.sign(grant("bookings", future, Duration.ofMinutes(5))),
                "it was issued in the future");
        assertRefused(
                signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(11))),
                "it lives longer than any grant may");
    }

    @Test
    void grantsBelowTheFloorAreRevoked() {
        String compact = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        verifier.verify(compact);
        floor = 4;
        assertRefused(compact, "it was revoked");
    }

    @Test
    void anUnreadableFloorRefusesEverything() {
        GrantVerifier blind =
                new GrantVerifier(
                        root.trusted(),
                        "bookings",
                        () -> {
                            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "no table");
                        },
                        GrantLimits.DEFAULT,
                        clock);
        String compact = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> blind.verify(compact))
                .withMessage("the grant is refused: whether it was revoked cannot be checked")
                .havingCause()
                .withMessage("no table");
    }

    @Test
    void anotherRootWithTheSameIdIsRefused() {
        GrantSigner foreign = new GrantSigner(new LocalKey("root-1"), Duration.ofHours(4), clock);
        assertRefused(
                foreign.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5))),
                "no trusted root certified its key");
    }

    @Test
    void twoRootsAreTrustedWhileTheyRotate() {
        LocalKey next = new LocalKey("root-2");
        TrustedRoots both =
                TrustedRoots.parse(
                        new JWKSet(List.of(root.key(), next.key())).toPublicJWKSet().toString());
        GrantVerifier rotating =
                new GrantVerifier(both, "bookings", () -> floor, GrantLimits.DEFAULT, clock);
        Grant grant = grant("bookings", clock.instant(), Duration.ofMinutes(5));
        assertThat(rotating.verify(signer.sign(grant))).isEqualTo(grant);
        GrantSigner other = new GrantSigner(next, Duration.ofHours(4), clock);
        assertThat(rotating.verify(other.sign(grant))).isEqualTo(grant);
    }

    @Test
    void rootsThatAreNamedAreLookedUpOnceAndFailClosed() {
        List<String> asked = new ArrayList<>();
        PublicKeys keys =
                id -> {
                    asked.add(id);
                    if (asked.size() == 1) {
                        throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "no KMS");
                    }
                    return encoded(root);
                };
        GrantVerifier named =
                new GrantVerifier(
                        TrustedRoots.parse("root-1", keys),
                        "bookings",
                        () -> floor,
                        GrantLimits.DEFAULT,
                        clock);
        Grant grant = grant("bookings", clock.instant(), Duration.ofMinutes(5));
        String signed = signer.sign(grant);

        assertThatExceptionOfType(TrawlException.class).isThrownBy(() -> named.verify(signed));
        assertThat(named.verify(signed)).isEqualTo(grant);
        assertThat(named.verify(signed)).isEqualTo(grant);
        assertThat(asked).containsExactly("root-1", "root-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedRoots.parse("a,b,c", keys))
                .withMessage("TRAWL_TRUSTED_ROOTS is a JWKS or ids of one or two keys");
    }

    private static byte[] encoded(LocalKey key) {
        try {
            return key.key().toECPublicKey().getEncoded();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String certificate =
                Certificate.issue(key, clock.instant().minusSeconds(7200), clock.instant(), root);
        assertRefused(
                forged(key, certificate, JWSAlgorithm.ES256),
                "the certificate of its key has expired");
    }

    @Test
    void aCertificateOfAnotherPurposeIsRefused() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        Map<String, Object> claims = JSONObjectUtils.newJSONObject();
        claims.put("purpose", "tls");
        claims.put("jwk", key.toPublicJWK().toJSONObject());
        claims.put("exp", clock.instant().plusSeconds(3600).getEpochSecond());
        JWSObject certificate =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(Jws.CERTIFICATE)
                                .keyID("root-1")
                                .build(),
                        new Payload(claims));
        certificate.sign(new ECDSASigner(root.key()));
        assertRefused(
                forged(key, certificate.serialize(), JWSAlgorithm.ES256),
                "its key is certified for another purpose");
    }

    @Test
    void aKeyThatOnlyClaimsTheCertificateIsRefused() throws JOSEException {
        ECKey own = new ECKeyGenerator(Curve.P_256).generate();
        ECKey certified = new ECKeyGenerator(Curve.P_256).generate();
        String certificate =
                Certificate.issue(
                        certified, clock.instant(), clock.instant().plusSeconds(3600), root);
        assertRefused(
                forged(own, certificate, JWSAlgorithm.ES256),
                "its signature is not that of its key");
    }

    @Test
    void theRootItselfSignsNoGrants() throws JOSEException {
        JWSObject object =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(Jws.GRANT)
                                .keyID("root-1")
                                .build(),
                        payload());
        object.sign(new ECDSASigner(root.key()));
        assertRefused(object.serialize(), "it carries no certificate");
    }

    @Test
    void symmetricAndAbsentSignaturesAreRefused() throws JOSEException {
        byte[] publicKey =
                Arrays.copyOf(
                        root.key().toPublicJWK().toString().getBytes(StandardCharsets.UTF_8), 64);
        JWSObject confused =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).type(Jws.GRANT).build(),
                        payload());
        confused.sign(new MACSigner(publicKey));
        assertRefused(confused.serialize(), "its algorithm is not ES256");
        String none =
                Base64URL.encode("{\"alg\":\"none\",\"typ\":\"trawl-grant+jws\"}")
                        + "."
                        + payload().toBase64URL()
                        + ".";
        assertRefused(none, "it is malformed");
    }

    @Test
    void ticketsAreNoGrantsAndGrantsNoTickets() {
        TicketVerifier tickets = new TicketVerifier(root.trusted(), clock);
        VerifiedTicket ticket = ticket();
        String signedTicket = signer.sign(ticket);
        assertThat(tickets.verify(signedTicket)).isEqualTo(ticket);
        assertRefused(signedTicket, "it is of another type");
        String signedGrant = signer.sign(grant("bookings", clock.instant(), Duration.ofMinutes(5)));
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> tickets.verify(signedGrant))
                .withMessage("the ticket is refused: it is of another type");
        clock.advance(Duration.ofMinutes(30));
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> tickets.verify(signedTicket))
                .withMessage("the ticket is refused: its deadline has passed");
    }

    @Test
    void anUnknownFieldIsRefused() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String certificate =
                Certificate.issue(key, clock.instant(), clock.instant().plusSeconds(3600), root);
        String known = payload().toString();
        Payload more =
                new Payload(known.substring(0, known.length() - 1) + ",\"minimumGroup\":10}");
        JWSObject object = new JWSObject(header(JWSAlgorithm.ES256, Jws.GRANT, certificate), more);
        object.sign(new ECDSASigner(key));
        assertRefused(object.serialize(), "its content is not understood");
    }

    @Test
    void rootsArePublicKeysWithIds() {
        String secret = new JWKSet(root.key()).toString(false);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TrustedRoots.parse(secret))
                .withMessage("a trusted root is a public P-256 key with a kid");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TrustedRoots.parse("{\"keys\":[]}"))
                .withMessage("there are one or two trusted roots, not 0");
    }

    private String forged(ECKey key, String certificate, JWSAlgorithm algorithm)
            throws JOSEException {
        JWSObject object = new JWSObject(header(algorithm, Jws.GRANT, certificate), payload());
        object.sign(new ECDSASigner(key));
        return object.serialize();
    }

    private static JWSHeader header(
            JWSAlgorithm algorithm, JOSEObjectType type, String certificate) {
        return new JWSHeader.Builder(algorithm)
                .type(type)
                .customParam(Jws.CERTIFICATE_PARAMETER, certificate)
                .build();
    }

    private Payload payload() {
        Grant grant = grant("bookings", clock.instant(), Duration.ofMinutes(5));
        return new Payload(JsonWriter.write(out -> GrantCodec.write(out, grant)));
    }

    private static String keyId(String compact) {
        return Jws.parse(compact, Jws.GRANT, compact.length()).getHeader().getKeyID();
    }

    private void assertRefused(String compact) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> verifier.verify(compact))
                .matches(e -> e.code() == ErrorCode.GRANT_INVALID);
    }

    private void assertRefused(String compact, String reason) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> verifier.verify(compact))
                .withMessage("the grant is refused: " + reason)
                .matches(e -> e.code() == ErrorCode.GRANT_INVALID);
    }

    private VerifiedTicket ticket() {
        Principal principal =
                new Principal(
                        "https://issuer",
                        "ada",
                        Set.of("ops"),
                        Map.of(
                                "station", new Claim.Text("OSL"),
                                "level", new Claim.Numeric(new java.math.BigDecimal("2")),
                                "active", new Claim.Flag(true),
                                "teams", new Claim.Texts(List.of("b", "a"))),
                        Set.of("delays"),
                        clock.instant());
        Ticket ticket =
                new Ticket(
                        "q1",
                        principal.id(),
                        null,
                        Action.READ,
                        clock.instant().plusSeconds(1800),
                        "hash");
        return new VerifiedTicket(ticket, principal);
    }

    private static Grant grant(String audience, Instant issued, Duration life) {
        return new Grant(
                "g1",
                audience,
                issued,
                issued.plus(life),
                "q1",
                "https://issuer|ada",
                null,
                Action.READ,
                "state/spill/q1/",
                null,
                "abc",
                3,
                List.of(
                        new GrantedRelation(
                                new TableName(audience, "public", "t"),
                                List.of(new Field("a", Type.Simple.BIGINT)),
                                List.of(new GrantedColumn("a", 0, List.of())),
                                null)));
    }
}
