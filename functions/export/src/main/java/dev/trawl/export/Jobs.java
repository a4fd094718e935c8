package dev.trawl.export;

import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.lambda.JobQueries;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks policy on behalf of runs and of those who start them.
final class Jobs {
    private static final String DECLARED = "resource";

    private final PolicyClient policy;
    private final Supplier<CatalogHead> heads;

    Jobs(PolicyClient policy, Supplier<CatalogHead> heads) {
        this.policy = policy;
        this.heads = heads;
    }

    /// What a run is pinned to.
    record Pin(String catalogHash, long policyEpoch) {}

    /// @param policyEpoch under which the job was let
    /// @param policyHash the version of policies that let it; empty if that is not told
    record Permitted(JobQueries.Job job, long policyEpoch, String policyHash) {}

    /// @throws TrawlException if there is no such principal, or it may not claim the purpose
    Pin pin(ExportSpec spec) {
        Decision decision = machine(spec, id());
        return new Pin(decision.catalogHash(), decision.policyEpoch());
    }

    /// Lets the query function run the run's query: as its principal, for its purpose and its
    /// destination, under policy as it is now.
    Permitted job(Run run) {
        String queryId = id();
        Decision decision = machine(run.spec(), queryId);
        return new Permitted(
                new JobQueries.Job(
                        decision.ticket(),
                        queryId,
                        run.spec().destination(),
                        "export/" + run.export()),
                decision.policyEpoch(),
                Objects.requireNonNullElse(decision.policyHash(), ""));
    }

    /// A grant to write the run's rows into its table, whose query id is the run.
    ///
    /// @throws TrawlException PERMISSION_DENIED with policy's reason
    String writeGrant(Run run, TableName table) {
        Decision decision =
                policy.decide(
                        new DecisionRequest(
                                new DecisionRequest.Credential.Machine(run.spec().principal()),
                                run.spec().purpose(),
                                Action.WRITE,
                                run.id(),
                                heads.get().catalogHash(),
                                run.spec().destination(),
                                List.of(table)));
        String grant = decision.grants().get(table.source());
        if (grant == null) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    decision.outcomes().getFirst() instanceof Decision.Deny deny
                            ? "writing %s: %s".formatted(table, deny.reason())
                            : "there is no table %s that principal '%s' may write"
                                    .formatted(table, run.spec().principal()));
        }
        return grant;
    }

    /// Whether the run's principal may change a dataset.
    boolean mayAdminister(Run run, String dataset) {
        Decision decision =
                policy.decide(
                        new DecisionRequest(
                                new DecisionRequest.Credential.Machine(run.spec().principal()),
                                run.spec().purpose(),
                                Action.ADMINISTER,
                                id(),
                                heads.get().catalogHash(),
                                null,
                                List.of(
                                        new TableName(
                                                DECLARED, ResourceKind.DATASET.text(), dataset))));
        return decision.outcomes().getFirst() instanceof Decision.Permit;
    }

    private Decision machine(ExportSpec spec, String queryId) {
        return policy.decide(
                new DecisionRequest(
                        new DecisionRequest.Credential.Machine(spec.principal()),
                        spec.purpose(),
                        Action.EXPORT,
                        queryId,
                        heads.get().catalogHash(),
                        spec.destination(),
                        List.of()));
    }

    /// Who somebody is, if it may act as the principal from where it is.
    ///
    /// @return `issuer|subject`; null if it may not
    @Nullable String actor(Asker asker, String principal) {
        Decision decision =
                policy.decide(
                        new DecisionRequest(
                                new DecisionRequest.Credential.Token(asker.token()),
                                null,
                                Action.ACT_AS,
                                id(),
                                heads.get().catalogHash(),
                                null,
                                asker.ip(),
                                List.of(
                                        new TableName(
                                                DECLARED,
                                                ResourceKind.PRINCIPAL.text(),
                                                principal))));
        return decision.outcomes().getFirst() instanceof Decision.Permit
                ? decision.principal()
                : null;
    }

    /// Refuses a token that proves nobody, before anything else is looked at.
    void requireSomebody(Asker asker) {
        policy.decide(
                new DecisionRequest(
                        new DecisionRequest.Credential.Token(asker.token()),
                        null,
                        Action.DESCRIBE,
                        id(),
                        heads.get().catalogHash(),
                        null,
                        asker.ip(),
                        List.of()));
    }

    static TrawlException missing(String what) {
        return new TrawlException(
                ErrorCode.NOT_FOUND,
                "there is no %s, or none whose principal you may act as".formatted(what));
    }

    private static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
