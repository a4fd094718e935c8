package dev.trawl.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.MovableClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenVerifierTest {
    private static final String ISSUER = "https://issuer.example";
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ECKey key = ecKey("k1");
    private final PublishedKeys published = new PublishedKeys();
    private final TokenVerifier verifier =
            new TokenVerifier(
                    List.of(issuer(ISSUER), issuer("https://other.example")),
                    published,
                    VerifierSettings.DEFAULT,
                    clock);

    TokenVerifierTest() {
        published.publish(ISSUER, key);
    }

    @Test
    void aTokenBecomesItsPrincipal() {
        JWTClaimsSet claims =
                claims().claim("groups", List.of("ops", "eu"))
                        .claim("purposes", List.of("delays"))
                        .claim("station", "OSL")
                        .claim("level", 3)
                        .claim("active", true)
                        .claim("teams", List.of("a", "b"))
                        .claim("address", Map.of("city", "Oslo"))
                        .build();
        Principal principal = verifier.verify(signed(claims));
        assertThat(principal.id()).isEqualTo(ISSUER + "|ada");
        assertThat(principal.groups()).containsExactlyInAnyOrder("ops", "eu");
        assertThat(principal.allGroups()).contains("ops", ISSUER + "|ops");
        assertThat(principal.purposes()).containsExactly("delays");
        assertThat(principal.claims())
                .isEqualTo(
                        Map.of(
                                "station", new Claim.Text("OSL"),
                                "level", new Claim.Numeric(new BigDecimal(3)),
                                "active", new Claim.Flag(true),
                                "teams", new Claim.Texts(List.of("a", "b"))));
    }

    @Test
    void issuerAudienceAndSubjectAreRequired() {
        assertRefused(
                signed(claims().issuer("https://evil.example").build()),
                "its issuer is not one of this fleet's");
        assertRefused(
                signed(claims().issuer(ISSUER + "/").build()),
                "its issuer is not one of this fleet's");
        assertRefused(signed(claims().audience("else").build()), "it is for another audience");
        assertRefused(
                signed(claims().audience(List.<String>of()).build()), "it is for another audience");
        assertRefused(signed(claims().subject(null).build()), "it has no subject");
        assertRefused(signed(claims().subject(" ").build()), "it has no subject");
    }

    @Test
    void timesAreHeldToTheSkew() {
        assertRefused(signed(claims().expirationTime(null).build()), "it has no expiry");
        String token = signed(claims().build());
        clock.advance(Duration.ofMinutes(10).plusSeconds(9));
        verifier.verify(token);
        clock.advance(Duration.ofSeconds(1));
        assertRefused(token, "it has expired");
        Date soon = Date.from(clock.instant().plusSeconds(11));
        assertRefused(signed(claims().notBeforeTime(soon).build()), "it is not valid yet");
    }

    @Test
    void theTypeIsJwtOrAbsent() {
        verifier.verify(signed(claims().build(), key, new JOSEObjectType("at+jwt"), "k1"));
        verifier.verify(signed(claims().build(), key, JOSEObjectType.JWT, "k1"));
        assertRefused(
                signed(claims().build(), key, Jws.GRANT, "k1"),
                "its type is neither JWT nor at+jwt");
    }

    @Test
    void algNoneIsRefused() {
        String none =
                Base64URL.encode("{\"alg\":\"none\"}")
                        + "."
                        + Base64URL.encode(claims().build().toString())
                        + ".";
        assertRefused(none, "it is not a signed JWT");
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws JOSEException {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(),
                        claims().build());
        token.sign(new MACSigner(key.toPublicJWK().toString()));
        assertRefused(token.serialize(), "its algorithm is not allowed for its issuer");
    }

    @Test
    void aPublishedSharedSecretVerifiesNothing() throws JOSEException {
        byte[] secret = new byte[32];
        OctetSequenceKey octets = new OctetSequenceKey.Builder(secret).keyID("k1").build();
        published.publishText(ISSUER, "{\"keys\":[" + octets.toJSONString() + "]}");
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(),
                        claims().build());
        token.sign(new MACSigner(secret));
        assertRefused(token.serialize(), "its algorithm is not allowed for its issuer");
        assertRefused(signed(claims().build()), "no key of its issuer made its signature");
    }

    @Test
    void anotherKeyWithTheSameIdIsRefused() {
        assertRefused(
                signed(claims().build(), ecKey("k1"), JOSEObjectType.JWT, "k1"),
                "no key of its issuer made its signature");
    }

    @Test
    void aKeyOfAnotherIssuerIsRefused() {
        ECKey others = ecKey("k2");
        published.publish("https://other.example", others);
        assertRefused(
                signed(claims().build(), others, JOSEObjectType.JWT, "k2"),
                "no key of its issuer made its signature");
    }

    @Test
    void lengthIsBounded() {
        assertRefused("x".repeat(16 * 1024 + 1), "it is longer than 16384 characters");
    }

    @Test
    void garbageIsRefusedWithoutQuotingIt() {
        for (String garbage : List.of("", "a.b.c", "..", "secret-token", "{}", "é")) {
            assertRefused(garbage, "it is not a signed JWT");
        }
    }

    @Test
    void rotationIsFoundByOneFetch() {
        verifier.verify(signed(claims().build()));
        ECKey next = ecKey("k2");
        published.publish(ISSUER, next);
        clock.advance(Duration.ofSeconds(31));
        verifier.verify(signed(claims().build(), next, JOSEObjectType.JWT, "k2"));
        assertThat(published.fetches).hasSize(2);
    }

    @Test
    void aTokenThatWasGoodIsRefusedWhenItsKeyIsWithdrawn() {
        Date late = Date.from(clock.instant().plus(Duration.ofHours(1)));
        String token = signed(claims().expirationTime(late).build());
        verifier.verify(token);
        verifier.verify(token);
        published.publish(ISSUER, ecKey("k1"));
        clock.advance(VerifierSettings.DEFAULT.keysFresh().plusSeconds(1));
        assertRefused(token, "no key of its issuer made its signature");
    }

    @Test
    void aTokenThatWasGoodIsRefusedWhenAltered() {
        String token = signed(claims().build());
        verifier.verify(token);
        char last = token.charAt(token.length() - 20);
        assertRefused(
                token.substring(0, token.length() - 20)
                        + (last == 'A' ? 'B' : 'A')
                        + token.substring(token.length() - 19),
                "no key of its issuer made its signature");
    }

    @Test
    void aFloodOfUnknownKeysFetchesOnce() {
        verifier.verify(signed(claims().build()));
        clock.advance(Duration.ofSeconds(31));
        for (int i = 0; i < 50; i++) {
            assertRefused(
                    signed(claims().build(), ecKey("x" + i), JOSEObjectType.JWT, "x" + i),
                    "no key of its issuer made its signature");
        }
        assertThat(published.fetches).hasSize(2);
    }

    @Test
    void anOutageIsToleratedForATime() {
        verifier.verify(signed(claims().build()));
        published.isDown = true;
        clock.advance(Duration.ofHours(3));
        verifier.verify(signed(claims().build()));
        clock.advance(Duration.ofHours(2));
        assertUnavailable(signed(claims().build()));
        published.isDown = false;
        clock.advance(Duration.ofSeconds(31));
        verifier.verify(signed(claims().build()));
    }

    @Test
    void anIssuerThatWasNeverReachedIsUnavailable() {
        published.isDown = true;
        assertUnavailable(signed(claims().build()));
        assertThat(published.fetches).hasSize(2);
        assertUnavailable(signed(claims().build()));
        assertThat(published.fetches).as("no retry before the interval").hasSize(2);
    }

    @Test
    void keysThatAreNoKeySetAreUnavailable() {
        published.publishText(ISSUER, "<html>");
        assertUnavailable(signed(claims().build()));
    }

    @Test
    void issuersAreReadFromTheSetting() {
        assertThat(
                        Issuers.parse(
                                """
                                [{"issuer":"https://a","jwksUri":"http://127.0.0.1:9/jwks",
                                  "audiences":["trawl"],"algorithms":["ES256"],
                                  "groupsClaim":"cognito:groups"}]\
                                """))
                .containsExactly(
                        new Issuer(
                                "https://a",
                                URI.create("http://127.0.0.1:9/jwks"),
                                Set.of("trawl"),
                                Set.of("ES256"),
                                "cognito:groups",
                                "purposes"));
    }

    @Test
    void unsafeIssuersAreRefused() {
        for (String unsafe :
                List.of(
                        entry("http://example.com/jwks", "ES256"),
                        entry("file:///etc/passwd", "ES256"),
                        entry("https://example.com/jwks", "HS256"),
                        entry("https://example.com/jwks", "none"),
                        "{}",
                        "[",
                        "[{\"issuer\":\"a\",\"secret\":\"b\"}]")) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .as(unsafe)
                    .isThrownBy(() -> Issuers.parse(unsafe));
        }
    }

    private static String entry(String uri, String algorithm) {
        return "[{\"issuer\":\"https://a\",\"jwksUri\":\"%s\",\"audiences\":[\"t\"],\"algorithms\":[\"%s\"]}]"
                .formatted(uri, algorithm);
    }

    private void assertRefused(String token, String reason) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> verifier.verify(token))
                .withMessage("the token is refused: " + reason)
                .matches(e -> e.code() == ErrorCode.UNAUTHENTICATED);
    }

    private void assertUnavailable(String token) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> verifier.verify(token))
                .withMessage(
                        "the keys of issuer 'https://issuer.example' cannot be fetched;"
                                + " try again later")
                .matches(e -> e.code() == ErrorCode.ISSUER_UNAVAILABLE);
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("ada")
                .audience("trawl")
                .expirationTime(Date.from(clock.instant().plusSeconds(600)));
    }

    private String signed(JWTClaimsSet claims) {
        return signed(claims, key, JOSEObjectType.JWT, "k1");
    }

    private static String signed(
            JWTClaimsSet claims, ECKey key, JOSEObjectType type, String keyId) {
        try {
            SignedJWT token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256)
                                    .type(type)
                                    .keyID(keyId)
                                    .build(),
                            claims);
            JWSSigner signer = new ECDSASigner(key);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey ecKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static Issuer issuer(String name) {
        return new Issuer(
                name,
                URI.create(name + "/jwks"),
                Set.of("trawl"),
                Set.of("ES256"),
                "groups",
                "purposes");
    }

    /// Key sets of issuers, and whether they can be reached.
    private static final class PublishedKeys implements KeyFetcher {
        private final Map<URI, String> keySets = new java.util.HashMap<>();
        private final List<URI> fetches = new ArrayList<>();
        private boolean isDown;

        void publish(String issuer, ECKey key) {
            publishText(issuer, new JWKSet(key).toString());
        }

        void publishText(String issuer, String text) {
            keySets.put(URI.create(issuer + "/jwks"), text);
        }

        @Override
        public String fetch(URI uri) throws IOException {
            fetches.add(uri);
            String keys = keySets.get(uri);
            if (isDown || keys == null) {
                throw new IOException("unreachable");
            }
            return keys;
        }
    }
}
