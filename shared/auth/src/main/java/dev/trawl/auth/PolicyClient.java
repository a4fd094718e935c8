package dev.trawl.auth;

import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import dev.trawl.store.WakingFunctions;
import java.time.Duration;

/// Asks the policy function. Whatever goes wrong is a denial: there is no answer without a
/// decision. Thread-safe.
public final class PolicyClient {
    /// Of which an environment that starts from nothing may need the most.
    private static final Duration TIMEOUT = WakingFunctions.START_MAX;

    private final Functions functions;

    public PolicyClient(Functions functions) {
        this.functions = functions;
    }

    /// @throws TrawlException the policy function's, or POLICY_UNAVAILABLE
    public Decision decide(DecisionRequest request) {
        return Envelope.readAnswer(call(request), DecisionCodec::read);
    }

    private String call(DecisionRequest request) {
        try {
            return functions.call(
                    door(request.credential()),
                    Envelope.request(request, DecisionRequestCodec::write),
                    TIMEOUT);
        } catch (TrawlException e) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the policy function cannot be reached, so everything is denied; try again",
                    e);
        }
    }

    /// Declared principals come in by the alias that only functions which run jobs may invoke.
    private static String door(DecisionRequest.Credential credential) {
        return switch (credential) {
            case DecisionRequest.Credential.Token _, DecisionRequest.Credential.Renewal _ ->
                    "policy";
            case DecisionRequest.Credential.Machine _ -> "policy:machine";
        };
    }
}
