package dev.trawl.local.front;

import java.util.List;
import java.util.Map;

/// The gateway's authorizer: the first wall, never the only one.
@FunctionalInterface
public interface Authorizer {

    /// What an authorizer sees of a request; header names are lower-case.
    record Request(String method, String path, Map<String, List<String>> headers) {

        /// The bearer token, or an empty text.
        public String bearerToken() {
            String header = headers.getOrDefault("authorization", List.of("")).getFirst();
            return header.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? header.substring(7).strip()
                    : "";
        }
    }

    /// What it decides.
    sealed interface Decision {

        /// Go on; the context reaches the function as `requestContext.authorizer.lambda`.
        record Allowed(Map<String, String> context) implements Decision {

            public Allowed {
                context = Map.copyOf(context);
            }
        }

        /// 401.
        record Unauthorized() implements Decision {}
    }

    /// Decides; an exception is answered like a failure of the gateway, so nothing gets through.
    Decision authorize(Request request);

    /// One that asks only that there is a bearer token; functions verify it themselves.
    static Authorizer bearerPresent() {
        return request ->
                request.bearerToken().isEmpty()
                        ? new Decision.Unauthorized()
                        : new Decision.Allowed(Map.of());
    }
}
