package dev.trawl.authorizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.trawl.auth.Issuers;
import dev.trawl.auth.KeyFetcher;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.lambda.JsonLog;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCheckTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final RSAKey RSA = rsa();
    private static final ECKey EC = ec();
    private static final String ISSUERS =
            """
            [{"issuer":"https://people.test","jwksUri":"https://people.test/keys","audiences":["trawl"],"algorithms":["RS256"]},
             {"issuer":"https://robots.test","jwksUri":"https://robots.test/keys","audiences":["trawl"],"algorithms":["ES256"]}]
            """;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void tokensOfEveryIssuerPass() throws JOSEException {
        assertThat(answer(event(token("https://people.test", "ann", new RSASSASigner(RSA)))))
                .isEqualTo(
                        "{\"isAuthorized\":true,\"context\":{\"principal\":\"https://people.test|ann\"}}");
        assertThat(answer(event(token("https://robots.test", "r2", new ECDSASigner(EC)))))
                .contains("\"isAuthorized\":true", "https://robots.test|r2");
    }

    @Test
    void aKeyOfAnotherIssuerIsNoKey() throws JOSEException {
        assertThat(answer(event(token("https://people.test", "ann", new ECDSASigner(EC)))))
                .isEqualTo("{\"isAuthorized\":false}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"identitySource\":[]}",
                "{\"identitySource\":[\"Basic YTpi\"]}",
                "{\"identitySource\":[\"Bearer \"]}",
                "{\"identitySource\":[\"Bearer a.b.c\"]}",
                "{\"identitySource\":[\"Bearer a\",\"Bearer b\"]}",
                "{\"headers\":{\"authorization\":\"Bearer a.b.c\"}}"
            })
    void whatHasNoGoodTokenIsRefused(String event) {
        assertThat(answer(event)).isEqualTo("{\"isAuthorized\":false}");
    }

    /// A 500 of the gateway, which keeps no such answer.
    @Test
    void withoutTheIssuersKeysThereIsNoVerdict() throws JOSEException {
        String event = event(token("https://people.test", "ann", new RSASSASigner(RSA)));

        assertThatThrownBy(() ->
                        answer(
                                event,
                                uri -> {
                                    throw new IOException("down");
                                }))
                .isInstanceOf(TrawlException.class)
                .satisfies(e ->
                        assertThat(((TrawlException) e).code())
                                .isEqualTo(ErrorCode.ISSUER_UNAVAILABLE));
    }

    @Test
    void theLogHasNoToken() throws JOSEException {
        String token = token("https://people.test", "ann", new RSASSASigner(RSA));
        answer(event(token));
        answer(event(token + "x"));

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("token accepted", "token refused")
                .doesNotContain(token);
    }

    private String answer(String event) {
        return answer(
                event,
                uri ->
                        new JWKSet(
                                        uri.getHost().equals("people.test")
                                                ? RSA.toPublicJWK()
                                                : EC.toPublicJWK())
                                .toString());
    }

    private String answer(String event, KeyFetcher fetcher) {
        TokenVerifier verifier =
                new TokenVerifier(Issuers.parse(ISSUERS), fetcher, VerifierSettings.DEFAULT, CLOCK);
        JsonLog lines =
                new JsonLog(new PrintStream(log, true, StandardCharsets.UTF_8), CLOCK, Map.of());
        return new TokenCheck(jwt -> verifier.verify(jwt).id(), lines).answer(event);
    }

    private static String event(String token) {
        return """
        {"version":"2.0","type":"REQUEST","routeArn":"arn:x","identitySource":["Bearer %s"],
         "headers":{"authorization":"Bearer %s"},"requestContext":{"http":{"method":"POST","path":"/v1/query"}}}
        """
                .formatted(token, token);
    }

    private static String token(String issuer, String subject, JWSSigner signer)
            throws JOSEException {
        boolean isRsa = signer instanceof RSASSASigner;
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(isRsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                                .keyID(isRsa ? "rsa" : "ec")
                                .build(),
                        new JWTClaimsSet.Builder()
                                .issuer(issuer)
                                .subject(subject)
                                .audience("trawl")
                                .expirationTime(Date.from(NOW.plusSeconds(60)))
                                .build());
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2_048).keyID("rsa").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
