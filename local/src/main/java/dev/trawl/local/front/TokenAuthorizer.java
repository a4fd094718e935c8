package dev.trawl.local.front;

import dev.trawl.auth.HttpKeyFetcher;
import dev.trawl.auth.Issuers;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.Map;

/// The authorizer that a deployment has too: the code by which functions verify tokens themselves.
/// Thread-safe.
public final class TokenAuthorizer implements Authorizer {

    private final TokenVerifier tokens;

    private TokenAuthorizer(TokenVerifier tokens) {
        this.tokens = tokens;
    }

    /// @param issuers as `TRAWL_ISSUERS` has them
    public static TokenAuthorizer of(String issuers) {
        return new TokenAuthorizer(
                new TokenVerifier(
                        Issuers.parse(issuers),
                        new HttpKeyFetcher(VerifierSettings.DEFAULT),
                        VerifierSettings.DEFAULT,
                        Clock.systemUTC()));
    }

    @Override
    public Decision authorize(Request request) {
        if (request.bearerToken().isEmpty()) {
            return new Decision.Unauthorized();
        }
        try {
            return new Decision.Allowed(
                    Map.of("principal", tokens.verify(request.bearerToken()).id()));
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED) {
                return new Decision.Unauthorized();
            }
            throw e;
        }
    }
}
