package dev.trawl.scan;

import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import org.jspecify.annotations.Nullable;

/// Who asks, and from where: rules may admit some addresses only.
///
/// @param ip as the gateway saw it; absent for jobs
/// @param purpose that is claimed, which rules may ask for; absent for none
record Caller(
        DecisionRequest.Credential credential, @Nullable String ip, @Nullable String purpose) {
    /// Who sent a request.
    ///
    /// @throws TrawlException UNAUTHENTICATED without a token
    static Caller of(HttpRequest request) {
        return request.bearerToken()
                .map(token ->
                        new Caller(
                                new DecisionRequest.Credential.Token(token),
                                request.sourceIp(),
                                null))
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.UNAUTHENTICATED, "the request has no bearer token"));
    }

    /// A job that runs as a declared principal.
    static Caller job(String principal) {
        return new Caller(new DecisionRequest.Credential.Machine(principal), null, null);
    }

    /// The same for a purpose; for none if it is empty.
    Caller claiming(String name) {
        return name.isEmpty() ? this : new Caller(credential, ip, name);
    }
}
