package dev.trawl.policy.function;

import dev.trawl.auth.GrantSigner;
import dev.trawl.auth.Principal;
import dev.trawl.auth.PrincipalCodec;
import dev.trawl.auth.VerifiedTicket;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.policy.PolicyDecision;
import dev.trawl.policy.PolicyRequest;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Ticket;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers decision requests: verifies, decides, records, signs. Thread-safe.
final class PolicyService {
    private static final Pattern QUERY_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int DESTINATION_MAX = 500;

    private final Credentials credentials;
    private final PoliciesInForce policies;
    private final DecisionCache cache;
    private final GrantIssuer grants;
    private final RateCounts rates;
    private final GrantSigner signer;
    private final Administration administration;
    private final PolicySettings settings;
    private final Clock clock;

    PolicyService(
            Credentials credentials,
            PoliciesInForce policies,
            GrantIssuer grants,
            RateCounts rates,
            GrantSigner signer,
            Administration administration,
            PolicySettings settings,
            Clock clock) {
        this.credentials = credentials;
        this.policies = policies;
        this.cache = new DecisionCache(settings.decisionsFresh(), clock);
        this.grants = grants;
        this.rates = rates;
        this.signer = signer;
        this.administration = administration;
        this.settings = settings;
        this.clock = clock;
    }

    /// @throws TrawlException for the request as a whole; what concerns one table is in its outcome
    Decision decide(DecisionRequest request, Caller caller) {
        check(request);
        InForce inForce = inForce(request);
        Identity identity = credentials.identify(request, caller, inForce.policies());
        Instant now = clock.instant();
        PolicyDecision decision =
                cache.decided(
                        key(request, identity, inForce),
                        () ->
                                inForce.policies()
                                        .decide(
                                                new PolicyRequest(
                                                        identity.principal(),
                                                        identity.purpose(),
                                                        request.action(),
                                                        request.destination(),
                                                        now,
                                                        identity.ip(),
                                                        request.tables()),
                                                inForce.catalog()));
        String contentHash =
                request.tables().isEmpty() && request.action() == Action.EXPORT
                        ? openContent(request)
                        : grants.contentHash(request, identity, decision);
        checkUnchanged(identity.renewed(), contentHash, openContent(request));
        if (isFirst(request, identity)) {
            rates.count(identity.principal().id(), request.queryId(), decision, now);
        }
        Beside<String> ticket =
                Beside.start(() -> signer.sign(ticket(request, identity, contentHash, now)));
        List<Decision.Outcome> outcomes = outcomes(request, identity, decision);
        GrantIssuer.Issued issued =
                grants.issue(
                        request,
                        identity,
                        inForce.head(),
                        decision,
                        outcomes,
                        contentHash,
                        basis(request, identity, inForce, now),
                        now);
        return new Decision(
                identity.principal().id(),
                identity.purpose(),
                request.catalogHash(),
                inForce.head().epoch().current(),
                validUntil(identity, now),
                contentHash,
                outcomes,
                issued.grants(),
                ticket.outcome(),
                request.credential() instanceof DecisionRequest.Credential.Machine
                        ? inForce.head().policyHash()
                        : null,
                issued.record());
    }

    /// What the first decision on a query depends on; asking again with a ticket of that decision
    /// is no other.
    private static @Nullable DecisionBasis basis(
            DecisionRequest request, Identity identity, InForce inForce, Instant now) {
        boolean isAboutData =
                switch (request.action()) {
                    case READ, EXPORT, SUBSCRIBE -> true;
                    case WRITE, DESCRIBE, SCAN, ADMINISTER, ACT_AS -> false;
                };
        if (!isFirst(request, identity) || !isAboutData || request.tables().isEmpty()) {
            return null;
        }
        return DecisionBasis.of(request, identity, inForce.policies(), inForce.head(), now);
    }

    /// Whether it is the first decision on the query, not one that running work asks for again.
    private static boolean isFirst(DecisionRequest request, Identity identity) {
        VerifiedTicket renewed = identity.renewed();
        return renewed == null || renewed.ticket().decision().equals(openContent(request));
    }

    /// Work that goes on stays with the catalog that it was planned by, other work needs a recent
    /// one.
    private InForce inForce(DecisionRequest request) {
        return switch (request.credential()) {
            case DecisionRequest.Credential.Token _, DecisionRequest.Credential.Machine _ ->
                    policies.at(request.catalogHash());
            case DecisionRequest.Credential.Renewal renewal ->
                    credentials.isOpen(renewal, openContent(request))
                            ? policies.at(request.catalogHash())
                            : policies.pinned(request.catalogHash());
        };
    }

    /// What policy says, except that administrators of the deployment may administer everything.
    private List<Decision.Outcome> outcomes(
            DecisionRequest request, Identity identity, PolicyDecision decision) {
        boolean isDeclared =
                request.action() == Action.ADMINISTER || request.action() == Action.ACT_AS;
        Principal principal = identity.principal();
        return decision.tables().stream()
                .map(TableDecision::outcome)
                .map(o ->
                        isDeclared && administration.mayByDeployment(principal, o.table().schema())
                                ? new Decision.Permit(o.table(), List.of(), List.of())
                                : o)
                .toList();
    }

    private void check(DecisionRequest request) {
        if (!QUERY_ID.matcher(request.queryId()).matches()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "a query id has 1 to 64 letters, digits, '-' and '_'");
        }
        if (request.tables().size() > settings.tablesMax()) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the request names %d tables, the limit is %d (TRAWL_DECISION_TABLES_MAX)"
                            .formatted(request.tables().size(), settings.tablesMax()));
        }
        if (request.destination() != null && request.destination().isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "a destination has characters, or is left out");
        }
        if (request.destination() != null && request.destination().length() > DESTINATION_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "a destination has at most %d characters".formatted(DESTINATION_MAX));
        }
    }

    /// What a ticket of an export holds that was given before it was known which tables it needs:
    /// the destination alone. The first decision on tables is made anew, by the catalog of the
    /// moment. Other work has no such ticket.
    private static String openContent(DecisionRequest request) {
        return request.action() == Action.EXPORT
                ? Hashes.sha256("open\n" + Objects.toString(request.destination(), ""))
                : "none";
    }

    private static void checkUnchanged(
            @Nullable VerifiedTicket renewed, String contentHash, String openContent) {
        if (renewed != null
                && !renewed.ticket().decision().equals(contentHash)
                && !renewed.ticket().decision().equals(openContent)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "policy changed while the query ran; run it again to see what is allowed now");
        }
    }

    private Instant validUntil(Identity identity, Instant now) {
        Instant fresh = now.plus(settings.decisionsFresh());
        Instant expires = identity.principal().tokenExpires();
        Instant until = identity.renewed() == null && expires.isBefore(fresh) ? expires : fresh;
        return until.truncatedTo(ChronoUnit.MILLIS);
    }

    private VerifiedTicket ticket(
            DecisionRequest request, Identity identity, String contentHash, Instant now) {
        VerifiedTicket renewed = identity.renewed();
        Instant deadline =
                renewed == null
                        ? now.plus(settings.ticketLife()).truncatedTo(ChronoUnit.MILLIS)
                        : renewed.ticket().deadline();
        Ticket ticket =
                new Ticket(
                        request.queryId(),
                        identity.principal().id(),
                        identity.purpose(),
                        request.action(),
                        deadline,
                        identity.ip(),
                        contentHash);
        return new VerifiedTicket(ticket, identity.principal());
    }

    private static String key(DecisionRequest request, Identity identity, InForce inForce) {
        Principal p = identity.principal();
        Principal timeless =
                new Principal(
                        p.issuer(),
                        p.subject(),
                        p.groups(),
                        p.claims(),
                        p.purposes(),
                        Instant.EPOCH);
        List<String> parts =
                List.of(
                        inForce.head().policyHash(),
                        request.catalogHash(),
                        Objects.toString(identity.purpose(), ""),
                        request.action().text(),
                        Objects.toString(request.destination(), ""),
                        inForce.policies().mayReadAddress()
                                ? Objects.toString(identity.ip(), "")
                                : "",
                        request.tables().toString(),
                        JsonWriter.write(out -> PrincipalCodec.write(out, timeless)));
        return JsonWriter.write(out -> out.list(parts, JsonWriter::string));
    }
}
