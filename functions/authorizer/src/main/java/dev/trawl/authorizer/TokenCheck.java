package dev.trawl.authorizer;

import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.JsonValue;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers the gateway's authorizer events (format 2.0, simple responses) by a verified token. The
/// gateway keeps an answer by the token's text for minutes; since functions verify again, a token
/// that expires meanwhile gets no further than it. Thread-safe.
final class TokenCheck {
    private static final JsonLimits LIMITS = new JsonLimits(50, 1 << 20);
    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;
    private final JsonLog log;

    TokenCheck(Tokens tokens, JsonLog log) {
        this.tokens = tokens;
        this.log = log;
    }

    /// What verifies tokens.
    interface Tokens {
        /// @return whose token it is, `issuer|subject`
        /// @throws TrawlException UNAUTHENTICATED; anything else is no verdict
        String verify(String jwt);
    }

    /// @throws TrawlException ISSUER_UNAVAILABLE: the gateway then answers 500 and asks again
    String answer(String event) {
        Optional<String> token = token(event);
        if (token.isEmpty()) {
            return refused("no bearer token");
        }
        try {
            String principal = tokens.verify(token.get());
            log.info("token accepted", Map.of());
            return JsonWriter.write(out ->
                    out.object(o -> {
                        o.field("isAuthorized").bool(true);
                        o.field("context")
                                .object(context -> context.field("principal").string(principal));
                    }));
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED) {
                return refused(e.text());
            }
            log.error("token not verified", Map.of("code", e.code().name()));
            throw e;
        }
    }

    private String refused(String reason) {
        log.warn("token refused", Map.of("reason", reason));
        return JsonWriter.write(out -> out.object(o -> o.field("isAuthorized").bool(false)));
    }

    private static Optional<String> token(String event) {
        try {
            return JsonValue.parse(event, LIMITS) instanceof JsonValue.Fields fields
                    ? identity(fields)
                            .filter(text -> text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                            .map(text -> text.substring(SCHEME.length()).strip())
                            .filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (MalformedJsonException _) {
            return Optional.empty();
        }
    }

    /// What the gateway took for the identity, the header `Authorization`, and by which it keeps
    /// the answer.
    private static Optional<String> identity(JsonValue.Fields event) {
        List<JsonValue> sources =
                event.values().get("identitySource") instanceof JsonValue.Items items
                        ? items.values()
                        : List.of();
        return sources.size() == 1 && sources.getFirst() instanceof JsonValue.Text(String text)
                ? Optional.of(text)
                : Optional.empty();
    }
}
