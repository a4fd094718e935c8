package dev.trawl.query.api;

import dev.trawl.protocol.DecisionRequest;
import org.jspecify.annotations.Nullable;

/// Who sent a request, as the first wall saw it; the policy function looks again.
///
/// @param principal `issuer|subject`
/// @param token the JWT, or the ticket of a job, passed on to policy
/// @param ip address that the gateway saw; absent if it is not known
/// @param job what the request is part of; absent for people's and programs' own
public record Caller(String principal, String token, @Nullable String ip, @Nullable Job job) {
    public Caller(String principal, String token) {
        this(principal, token, null, null);
    }

    /// Work that a declared principal lets a function of the fleet do, as the ticket says.
    ///
    /// @param queryId the only query that the ticket is for
    /// @param destination where the result will go
    /// @param name of what is declared, as `export/daily`, as the function says; absent if it does
    ///   not
    public record Job(String queryId, String destination, @Nullable String name) {}

    public DecisionRequest.Credential credential() {
        return job == null
                ? new DecisionRequest.Credential.Token(token)
                : new DecisionRequest.Credential.Renewal(token);
    }

    @Override
    public String toString() {
        return "Caller[" + principal + "]";
    }
}
