package dev.trawl.query.authorize;

import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import java.util.List;
import java.util.Optional;

/// Jobs of the fleet show a ticket that the policy function signed: for one query, one principal,
/// one destination. Policy says whose it is.
public final class Tickets {
    private static final String NAME = "(export|check)/[a-z][a-z0-9_]{0,47}";

    private final PolicyClient policy;
    private final Snapshots snapshots;

    public Tickets(PolicyClient policy, Snapshots snapshots) {
        this.policy = policy;
        this.snapshots = snapshots;
    }

    /// The job that a request is part of; absent if it shows no ticket.
    ///
    /// @throws TrawlException UNAUTHENTICATED for a ticket that is not of this query and
    ///   destination
    public Optional<Caller> find(HttpRequest request) {
        return request.header("x-trawl-ticket").map(ticket -> caller(ticket, request));
    }

    private Caller caller(String ticket, HttpRequest request) {
        Caller.Job job =
                new Caller.Job(
                        header(request, "x-trawl-query-id"),
                        header(request, "x-trawl-destination"),
                        request.header("x-trawl-job")
                                .filter(name -> name.matches(NAME))
                                .orElse(null));
        String principal =
                policy.decide(
                                new DecisionRequest(
                                        new DecisionRequest.Credential.Renewal(ticket),
                                        null,
                                        Action.EXPORT,
                                        job.queryId(),
                                        snapshots.latest().hash(),
                                        job.destination(),
                                        List.of()))
                        .principal();
        return new Caller(principal, ticket, null, job);
    }

    private static String header(HttpRequest request, String name) {
        return request.header(name)
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.UNAUTHENTICATED, "a ticket comes with " + name));
    }
}
