package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.auth.Claim;
import dev.trawl.auth.GrantSigner;
import dev.trawl.auth.Principal;
import dev.trawl.auth.UntrustedKey;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.lambda.HeadStart;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.policy.FilterCompiler;
import dev.trawl.policy.PolicyCompiler;
import dev.trawl.policy.PolicyRequest;
import dev.trawl.policy.PolicyResource;
import dev.trawl.policy.PolicySet;
import dev.trawl.policy.PolicySnapshot;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.Grant;
import dev.trawl.store.aws.UnconnectedStores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Decides on a fixture, and signs and records it as far as the network, before a snapshot of the
/// process is taken, so that restored ones start warm. The key it signs with is made here, trusted
/// by nobody and dropped.
final class Priming {
    private static final String NAME = "priming";
    private static final TableName TABLE = new TableName(NAME, "public", "rows");
    private static final String SPEC =
            """
            {"rules":[{"name":"own","resources":["priming.*"],"subjects":{"any":true},
            "condition":"principal.place == 'here' && request.time > timestamp('2000-01-01T00:00:00Z')",
            "rowFilter":"place = principal.place",
            "masks":[{"columns":["name"],"mask":{"type":"hash","domain":"priming"}}]}]}\
            """;

    private Priming() {}

    /// Outcome of the fixture's decision in the last round.
    static Decision.Outcome run(FilterCompiler filters, Clock clock, HeadStart.Rounds rounds) {
        CatalogSnapshot catalog = catalog();
        PolicySet policies =
                switch (new PolicyCompiler(filters).compile(List.of(policy()), catalog)) {
                    case PolicyCompiler.Compiled compiled ->
                            PolicySnapshot.read(PolicySnapshot.write(compiled.policies()), filters);
                    case PolicyCompiler.Rejected rejected ->
                            throw new IllegalStateException(rejected.problems().toString());
                };
        GrantSigner signer = new GrantSigner(new UntrustedKey(), Duration.ofHours(1), clock);
        AuditLog audit = new AuditLog(new UnconnectedStores().objects(), NAME, () -> NAME);
        Decision.Outcome outcome;
        do {
            outcome = decide(policies, catalog, signer, audit, clock.instant());
        } while (rounds.another());
        return outcome;
    }

    private static Decision.Outcome decide(
            PolicySet policies,
            CatalogSnapshot catalog,
            GrantSigner signer,
            AuditLog audit,
            Instant now) {
        Principal principal =
                new Principal(
                        NAME,
                        NAME,
                        Set.of(),
                        Map.of("place", new Claim.Text("here")),
                        Set.of(),
                        now);
        TableDecision decision =
                policies.decide(
                                new PolicyRequest(
                                        principal, null, Action.READ, null, now, List.of(TABLE)),
                                catalog)
                        .tables()
                        .getFirst();
        Grant grant =
                new Grant(
                        NAME,
                        NAME,
                        now,
                        now.plusSeconds(1),
                        NAME,
                        principal.id(),
                        null,
                        Action.READ,
                        "priming/",
                        null,
                        NAME,
                        0,
                        List.of(Objects.requireNonNull(decision.relation())));
        audit.record(
                AuditEvent.builder(AuditEvent.Kind.DECISION, now, principal.id())
                        .detail("grant", signer.sign(grant))
                        .build());
        return decision.outcome();
    }

    private static PolicyResource policy() {
        try {
            return new PolicyResource(
                    PolicyResource.Kind.POLICY, "priming", new ObjectMapper().readTree(SPEC));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the fixture is no JSON", e);
        }
    }

    private static CatalogSnapshot catalog() {
        List<CatalogColumn> columns =
                List.of(
                        new CatalogColumn("place", Type.Simple.VARCHAR, Set.of(), true, ""),
                        new CatalogColumn("name", Type.Simple.VARCHAR, Set.of(), true, ""));
        CatalogTable table =
                new CatalogTable(TABLE, "rows", Set.of(), "", "", columns, Map.of(), -1);
        return new CatalogSnapshot("priming", Map.of(), Map.of(TABLE, table), Map.of());
    }
}
