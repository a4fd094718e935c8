package dev.trawl.query.authorize;

import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.store.Functions;

/// Asks the policy function, as every function does.
public final class PolicyClient {
    private final dev.trawl.auth.PolicyClient policy;

    public PolicyClient(Functions functions) {
        this.policy = new dev.trawl.auth.PolicyClient(functions);
    }

    /// @throws dev.trawl.protocol.TrawlException the policy function's, or POLICY_UNAVAILABLE
    public Decision decide(DecisionRequest request) {
        return policy.decide(request);
    }
}
