package dev.trawl.query.authorize;

import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.store.Functions;
import java.util.Collection;

/// Asks the policy function, as every function does, and tells it and sources that they will be
/// needed.
public final class PolicyClient {
    private final Functions functions;
    private final dev.trawl.auth.PolicyClient policy;

    public PolicyClient(Functions functions) {
        this.functions = functions;
        this.policy = new dev.trawl.auth.PolicyClient(functions);
    }

    /// @throws dev.trawl.protocol.TrawlException the policy function's, or POLICY_UNAVAILABLE
    public Decision decide(DecisionRequest request) {
        return policy.decide(request);
    }

    /// Policy will be asked.
    void wake() {
        functions.wake("policy");
    }

    /// Sources may be asked, if policy permits it.
    void wakeSources(Collection<String> sourceFunctions) {
        sourceFunctions.forEach(functions::wake);
    }
}
