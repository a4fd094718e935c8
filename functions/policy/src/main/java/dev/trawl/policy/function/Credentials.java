package dev.trawl.policy.function;

import dev.trawl.auth.Principal;
import dev.trawl.auth.TicketVerifier;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.VerifiedTicket;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.policy.PolicySet;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Objects;

/// Turns credentials into identities.
final class Credentials {
    private final TokenVerifier tokens;
    private final TicketVerifier tickets;

    Credentials(TokenVerifier tokens, TicketVerifier tickets) {
        this.tokens = tokens;
        this.tickets = tickets;
    }

    /// @throws TrawlException UNAUTHENTICATED, ISSUER_UNAVAILABLE, or PERMISSION_DENIED for a
    ///   purpose
    Identity identify(DecisionRequest request, Caller caller, PolicySet policies) {
        return switch (request.credential()) {
            case DecisionRequest.Credential.Token token ->
                    withPurpose(tokens.verify(token.jwt()), request, policies);
            case DecisionRequest.Credential.Renewal renewal ->
                    renewed(tickets.verify(renewal.ticket()), request);
            case DecisionRequest.Credential.Machine machine ->
                    withPurpose(machine(machine.principal(), caller, policies), request, policies);
        };
    }

    /// Whether a ticket is of work whose tables nothing was decided about yet.
    boolean isOpen(DecisionRequest.Credential.Renewal renewal, String openContent) {
        return tickets.verify(renewal.ticket()).ticket().decision().equals(openContent);
    }

    /// The principal of a request's bearer token.
    Principal verify(HttpRequest request) {
        return tokens.verify(
                request.bearerToken()
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "the request has no bearer token")));
    }

    private static Identity withPurpose(
            Principal principal, DecisionRequest request, PolicySet policies) {
        return new Identity(
                principal,
                policies.purpose(principal, request.purpose()).orElse(null),
                request.ip(),
                null);
    }

    private static Identity renewed(VerifiedTicket verified, DecisionRequest request) {
        if (!verified.ticket().queryId().equals(request.queryId())
                || verified.ticket().action() != request.action()
                || request.purpose() != null
                        && !Objects.equals(verified.ticket().purpose(), request.purpose())) {
            throw new TrawlException(
                    ErrorCode.UNAUTHENTICATED, "the ticket is refused: it is for other work");
        }
        return new Identity(
                verified.principal(),
                verified.ticket().purpose(),
                verified.ticket().ip(),
                verified);
    }

    private static Principal machine(String name, Caller caller, PolicySet policies) {
        if (caller != Caller.MACHINE) {
            throw new TrawlException(
                    ErrorCode.UNAUTHENTICATED,
                    "declared principals are accepted only from functions that run jobs");
        }
        return policies.machine(name)
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.UNAUTHENTICATED,
                                "there is no principal '%s'; declare it with a resource of"
                                                .formatted(name)
                                        + " kind Principal"));
    }
}
