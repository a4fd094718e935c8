package dev.trawl.policy.function;

import dev.trawl.audit.AuditLog;
import dev.trawl.audit.AuditReader;
import dev.trawl.auth.GrantSigner;
import dev.trawl.auth.HttpKeyFetcher;
import dev.trawl.auth.TicketVerifier;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.TrustedRoots;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.Endpoints;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.MessageEndpoint;
import dev.trawl.lambda.Metric;
import dev.trawl.lambda.Router;
import dev.trawl.policy.FilterCompiler;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.PublicKeys;
import dev.trawl.store.SigningKey;
import java.time.Clock;
import java.util.UUID;

/// The policy function, put together from its settings and stores.
final class PolicyFunction {
    private static final int AUDIT_RECORDS_MAX = 100_000;

    private final PolicyService service;
    private final Router router;

    PolicyFunction(
            PolicySettings settings,
            Stores stores,
            FilterCompiler filters,
            Clock clock,
            JsonLog log) {
        VerifierSettings verifying = settings.verifying();
        Credentials credentials =
                new Credentials(
                        new TokenVerifier(
                                settings.issuers(),
                                new HttpKeyFetcher(verifying),
                                verifying,
                                clock),
                        new TicketVerifier(
                                TrustedRoots.parse(settings.trustedRoots(), stores.publicKeys()),
                                clock));
        StoredPolicies stored = new StoredPolicies(stores.state(), filters);
        PoliciesInForce policies =
                new PoliciesInForce(
                        new StoredHead(stores.items(), stores.snapshots()),
                        stored::load,
                        stores.snapshots(),
                        settings,
                        clock);
        GrantSigner signer = new GrantSigner(stores.key(), settings.certificateLife(), clock);
        AuditLog audit = new AuditLog(stores.audit(), "policy", () -> UUID.randomUUID().toString());
        DecisionRecords decisions = new DecisionRecords(stores.audit());
        GrantIssuer issuer =
                new GrantIssuer(
                        signer,
                        new DecisionAudit(audit, decisions, log),
                        settings.stateBucket(),
                        settings.grantLife(),
                        () -> UUID.randomUUID().toString());
        Administration administration =
                new Administration(settings.administrators(), settings.stewards(), clock);
        this.service =
                new PolicyService(
                        credentials,
                        policies,
                        issuer,
                        new RateCounts(stores.items()),
                        signer,
                        administration,
                        settings,
                        clock);
        PolicyRoutes routes =
                new PolicyRoutes(
                        credentials,
                        policies,
                        administration,
                        new Revocation(stores.items()),
                        audit,
                        settings.tablesMax(),
                        clock);
        ResourceService declared = new ResourceService(stores.items(), stores.state(), clock);
        ResourceRoutes resources =
                new ResourceRoutes(
                        credentials,
                        policies,
                        stored,
                        administration,
                        declared,
                        new Standing(policies, declared.conditions(), stores.items(), clock),
                        audit,
                        clock);
        ImpactRoute impact =
                new ImpactRoute(
                        credentials,
                        policies,
                        stored,
                        administration,
                        declared,
                        new ImpactRoute.Records(
                                audit,
                                new AuditReader(stores.audit(), AUDIT_RECORDS_MAX),
                                decisions),
                        clock);
        DependentsRoute dependents =
                new DependentsRoute(credentials, policies, administration, declared, clock);
        this.router =
                new ToldRoutes(credentials, audit, clock)
                        .over(
                                dependents
                                        .addTo(
                                                impact.addTo(
                                                        resources.addTo(
                                                                routes.addTo(Router.builder()))))
                                        .build());
    }

    /// What it answers to those who come through `caller`'s door.
    Endpoints endpoints(Caller caller) {
        MessageEndpoint<DecisionRequest, Decision> messages =
                new MessageEndpoint<>(
                        DecisionRequestCodec::read,
                        DecisionCodec::write,
                        (request, invocation) -> decide(request, caller, invocation));
        return switch (caller) {
            case ANY -> Endpoints.ofMessages(messages).withHttp(router);
            case MACHINE -> Endpoints.ofMessages(messages);
        };
    }

    private Decision decide(DecisionRequest request, Caller caller, Invocation invocation) {
        invocation.query(request.queryId());
        invocation.note("action", request.action().text());
        Decision decision = service.decide(request, caller);
        invocation.measure(Metric.GRANTS, decision.grants().size());
        return decision;
    }

    /// Where the function keeps and finds what it needs.
    record Stores(
            ItemTable items,
            ObjectStore state,
            SigningKey key,
            Snapshots snapshots,
            PublicKeys publicKeys,
            ObjectStore audit) {

        /// Of a function whose trust is spelt out in its settings.
        Stores(ItemTable items, ObjectStore state, SigningKey key, Snapshots snapshots) {
            this(items, state, key, snapshots, PublicKeys.NONE, state);
        }
    }
}
