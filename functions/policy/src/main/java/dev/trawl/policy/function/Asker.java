package dev.trawl.policy.function;

import dev.trawl.auth.Principal;
import dev.trawl.lambda.HttpRequest;
import org.jspecify.annotations.Nullable;

/// Who asks over HTTP, and from where.
///
/// @param ip of the gateway's peer; absent if it is not known
record Asker(Principal principal, @Nullable String ip) {
    static Asker of(Credentials credentials, HttpRequest request) {
        return new Asker(credentials.verify(request), request.sourceIp());
    }

    String id() {
        return principal.id();
    }
}
