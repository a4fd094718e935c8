package dev.trawl.query;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.api.QueryRequest;
import dev.trawl.query.authorize.Authorization;
import dev.trawl.query.authorize.Authorizer;
import dev.trawl.query.execute.Work;
import dev.trawl.query.record.AccessEvents;
import dev.trawl.query.record.AppliedPolicy;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.split.Splitter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Turns a request into work: authorize, plan, split. A refusal is recorded before it is told.
/// Thread-safe.
final class Preparation {
    private final Authorizer authorizer;
    private final Splitter splitter;
    private final AuditLog audit;
    private final AccessEvents events;
    private final QueryLimits limits;
    private final Clock clock;

    Preparation(
            Authorizer authorizer,
            Splitter splitter,
            AuditLog audit,
            AccessEvents events,
            QueryLimits limits,
            Clock clock) {
        this.authorizer = authorizer;
        this.splitter = splitter;
        this.audit = audit;
        this.events = events;
        this.limits = limits;
        this.clock = clock;
    }

    /// @param access to be recorded before anything of the answer leaves
    record Prepared(
            Work work,
            Decision decision,
            CatalogSnapshot catalog,
            Relation plan,
            AuditEvent access) {}

    /// @param asked who asks and what for
    /// @throws dev.trawl.protocol.TrawlException why the query cannot run
    Prepared prepare(QueryRequest request, Caller caller, AccessEvents.Asked asked) {
        QueryState.Submission submission =
                new QueryState.Submission(
                        caller.principal(),
                        clock.instant(),
                        clock.instant().plus(limits.timeMax()));
        return switch (authorized(request, caller, asked, submission)) {
            case Authorization.Refused refused -> {
                audit.record(
                        events.refused(
                                asked,
                                submission,
                                refused.decision(),
                                refused.tables(),
                                refused.error()));
                throw refused.error();
            }
            case Authorization.Permitted permitted ->
                    permitted(request, caller, asked, submission, permitted);
        };
    }

    /// What cannot even be decided on is recorded as well.
    private Authorization authorized(
            QueryRequest request,
            Caller caller,
            AccessEvents.Asked asked,
            QueryState.Submission submission) {
        try {
            return authorizer.authorize(
                    request.sql(),
                    request.parameters(),
                    caller,
                    request.purpose(),
                    asked.queryId());
        } catch (TrawlException e) {
            audit.record(events.refused(asked, submission, null, List.of(), e));
            throw e;
        }
    }

    private Prepared permitted(
            QueryRequest request,
            Caller caller,
            AccessEvents.Asked asked,
            QueryState.Submission submission,
            Authorization.Permitted permitted) {
        Decision decision = permitted.decision();
        Caller.Job job = caller.job();
        List<AppliedPolicy> policies = new ArrayList<>();
        AccessEvents.columns(permitted.plan())
                .forEach((table, read) -> policies.addAll(effects(decision, table, read)));
        AuditEvent access = events.permitted(asked, submission, decision, permitted.plan());
        Work work =
                new Work(
                        asked.queryId(),
                        submission,
                        request.purpose(),
                        permitted.catalog().hash(),
                        decision.contentHash(),
                        decision.ticket(),
                        permitted.tables(),
                        splitter.split(permitted.filled()),
                        policies,
                        new Work.Options(
                                request.pushdown(),
                                request.splitting(),
                                request.splitsMax(),
                                rowsMax(request, decision),
                                request.bytesMax(),
                                job == null ? null : job.destination()),
                        job == null ? List.of() : access.lineage());
        return new Prepared(work, decision, permitted.catalog(), permitted.plan(), access);
    }

    /// The fewest that the request or policy on a table that it names asks for.
    private static long rowsMax(QueryRequest request, Decision decision) {
        long rowsMax = request.rowsMax();
        for (Decision.Outcome outcome : decision.outcomes()) {
            if (outcome instanceof Decision.Permit permit && permit.rowsMax() != null) {
                rowsMax = Math.min(rowsMax, permit.rowsMax());
            }
        }
        return rowsMax;
    }

    /// What policies do to the columns that are read, and to rows and hidden columns.
    private static List<AppliedPolicy> effects(
            Decision decision, TableName table, Set<String> read) {
        return AccessEvents.effects(decision, table)
                .filter(e ->
                        e.kind() != Decision.Effect.Kind.MASK
                                || e.column() == null
                                || read.contains(e.column()))
                .map(e -> AppliedPolicy.of(table.toString(), e))
                .toList();
    }
}
