package dev.trawl.auth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The public keys of one issuer, fetched when needed and kept. No background work: a frozen
/// environment has none. Thread-safe; one caller fetches, others wait for it.
final class IssuerKeys {
    private final Issuer issuer;
    private final KeyFetcher fetcher;
    private final VerifierSettings settings;
    private final Clock clock;

    private @Nullable JWKSet keys;
    private Instant fetched = Instant.MIN;
    private Instant attempted = Instant.MIN;

    IssuerKeys(Issuer issuer, KeyFetcher fetcher, VerifierSettings settings, Clock clock) {
        this.issuer = issuer;
        this.fetcher = fetcher;
        this.settings = settings;
        this.clock = clock;
    }

    /// Keys that may have made a signature with this header; empty if the issuer has none.
    ///
    /// @throws TrawlException ISSUER_UNAVAILABLE if that cannot be known
    synchronized List<JWK> select(JWSHeader header) {
        JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
        JWKSet known = usable();
        List<JWK> found = selector.select(known);
        if (!found.isEmpty() || !mayFetch()) {
            return found;
        }
        // The issuer may have rotated its keys; asking again is bounded by the interval.
        return fetch() ? selector.select(usable()) : found;
    }

    private JWKSet usable() {
        Instant now = clock.instant();
        if (isOlderThan(now, settings.keysFresh()) && mayFetch()) {
            fetch();
        }
        JWKSet known = keys;
        if (known == null || isOlderThan(now, settings.keysOutage())) {
            throw new TrawlException(
                    ErrorCode.ISSUER_UNAVAILABLE,
                    "the keys of issuer '%s' cannot be fetched; try again later"
                            .formatted(issuer.issuer()));
        }
        return known;
    }

    private boolean isOlderThan(Instant now, Duration age) {
        return keys == null || fetched.plus(age).isBefore(now);
    }

    private boolean mayFetch() {
        return attempted.equals(Instant.MIN)
                || !attempted.plus(settings.refetchInterval()).isAfter(clock.instant());
    }

    private boolean fetch() {
        attempted = clock.instant();
        try {
            keys = JWKSet.parse(fetchText(issuer.jwksUri())).toPublicJWKSet();
            fetched = attempted;
            return true;
        } catch (IOException | ParseException | IllegalArgumentException _) {
            return false;
        }
    }

    private String fetchText(URI uri) throws IOException {
        try {
            return fetcher.fetch(uri);
        } catch (IOException _) {
            return fetcher.fetch(uri);
        }
    }
}
