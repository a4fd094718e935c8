package dev.trawl.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Verifies the tokens of several issuers. Thread-safe.
///
/// Refused: what is not a signed JWT of a known issuer, for one of its audiences, by one of its
/// keys and algorithms, within its time, of type JWT or at+jwt, with a subject. Errors never quote
/// the token.
public final class TokenVerifier {
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final Map<String, Issuer> issuers;
    private final Map<String, IssuerKeys> keys;
    private final VerifierSettings settings;
    private final Clock clock;
    private final JWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();
    private final GoodSignatures good = new GoodSignatures();

    public TokenVerifier(
            Collection<Issuer> issuers,
            KeyFetcher fetcher,
            VerifierSettings settings,
            Clock clock) {
        this.issuers =
                issuers.stream()
                        .collect(Collectors.toUnmodifiableMap(Issuer::issuer, Function.identity()));
        this.keys =
                issuers.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Issuer::issuer,
                                        i -> new IssuerKeys(i, fetcher, settings, clock)));
        this.settings = settings;
        this.clock = clock;
    }

    /// @throws TrawlException UNAUTHENTICATED, or ISSUER_UNAVAILABLE if the issuer's keys cannot be
    ///   had
    public Principal verify(String jwt) {
        if (jwt.length() > settings.tokenCharactersMax()) {
            throw refused("it is longer than " + settings.tokenCharactersMax() + " characters");
        }
        try {
            SignedJWT token = SignedJWT.parse(jwt);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Issuer issuer = issuers.get(String.valueOf(claims.getIssuer()));
            if (issuer == null) {
                throw refused("its issuer is not one of this fleet's");
            }
            checkHeader(token.getHeader(), issuer);
            checkSignature(token, jwt, issuer);
            checkClaims(claims, issuer);
            return Claims.principal(claims, issuer);
        } catch (ParseException | IllegalArgumentException _) {
            throw refused("it is not a signed JWT");
        }
    }

    private static void checkHeader(JWSHeader header, Issuer issuer) {
        if (!issuer.algorithms().contains(header.getAlgorithm().getName())) {
            throw refused("its algorithm is not allowed for its issuer");
        }
        if (header.getType() != null
                && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
            throw refused("its type is neither JWT nor at+jwt");
        }
    }

    private void checkSignature(SignedJWT token, String jwt, Issuer issuer) {
        IssuerKeys of = keys.get(issuer.issuer());
        List<JWK> candidates = of == null ? List.of() : of.select(token.getHeader());
        if (candidates.stream()
                .noneMatch(key -> good.isGood(jwt, key, () -> verifies(token, key)))) {
            throw refused("no key of its issuer made its signature");
        }
    }

    private boolean verifies(SignedJWT token, JWK key) {
        // A shared secret in a published key set is no key, whatever the header says.
        if (!(key instanceof AsymmetricJWK asymmetric)
                || !JWSAlgorithm.Family.SIGNATURE.contains(token.getHeader().getAlgorithm())) {
            return false;
        }
        try {
            JWSVerifier verifier =
                    verifiers.createJWSVerifier(token.getHeader(), asymmetric.toPublicKey());
            return verifier.verify(
                    token.getHeader(), token.getSigningInput(), token.getSignature());
        } catch (JOSEException _) {
            return false;
        }
    }

    private void checkClaims(JWTClaimsSet claims, Issuer issuer) {
        Instant now = clock.instant();
        if (claims.getAudience().stream().noneMatch(issuer.audiences()::contains)) {
            throw refused("it is for another audience");
        }
        Date expires = claims.getExpirationTime();
        if (expires == null) {
            throw refused("it has no expiry");
        }
        if (!now.isBefore(expires.toInstant().plus(settings.clockSkew()))) {
            throw refused("it has expired");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.plus(settings.clockSkew()).isBefore(notBefore.toInstant())) {
            throw refused("it is not valid yet");
        }
        if (claims.getSubject() == null || claims.getSubject().isBlank()) {
            throw refused("it has no subject");
        }
    }

    private static TrawlException refused(String reason) {
        return new TrawlException(
                ErrorCode.UNAUTHENTICATED, "the token is refused: %s".formatted(reason));
    }
}
