package dev.trawl.export;

import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import org.jspecify.annotations.Nullable;

/// Who asks for something by hand, and from where: rules may admit some addresses only.
///
/// @param ip as the gateway saw it; absent if it is not known
record Asker(String token, @Nullable String ip) {
    /// @throws TrawlException UNAUTHENTICATED without a token
    static Asker of(HttpRequest request) {
        return request.bearerToken()
                .map(token -> new Asker(token, request.sourceIp()))
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.UNAUTHENTICATED, "the request has no bearer token"));
    }

    /// Without the token.
    @Override
    public String toString() {
        return "Asker[" + ip + "]";
    }
}
