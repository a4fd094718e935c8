package dev.trawl.query;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.query.api.Caller;
import dev.trawl.query.api.QueryRequest;
import dev.trawl.query.authorize.Authorization;
import dev.trawl.query.authorize.Authorizer;
import dev.trawl.query.execute.Work;
import dev.trawl.query.record.AccessEvent;
import dev.trawl.query.record.AppliedPolicy;
import dev.trawl.query.record.AuditLog;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.Sha256;
import dev.trawl.query.split.Splitter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Turns a request into work: authorize, plan, split. A refusal is recorded before it is told.
/// Thread-safe.
final class Preparation {
    private final Authorizer authorizer;
    private final Splitter splitter;
    private final AuditLog audit;
    private final QueryLimits limits;
    private final Clock clock;

    Preparation(
            Authorizer authorizer,
            Splitter splitter,
            AuditLog audit,
            QueryLimits limits,
            Clock clock) {
        this.authorizer = authorizer;
        this.splitter = splitter;
        this.audit = audit;
        this.limits = limits;
        this.clock = clock;
    }

    /// @param access to be recorded before anything of the answer leaves
    record Prepared(
            Work work,
            Decision decision,
            CatalogSnapshot catalog,
            Relation plan,
            AccessEvent access) {}

    /// @throws dev.trawl.protocol.TrawlException why the query cannot run
    Prepared prepare(QueryRequest request, Caller caller, String queryId) {
        Authorization authorization =
                authorizer.authorize(request.sql(), caller.token(), request.purpose(), queryId);
        return switch (authorization) {
            case Authorization.Refused refused -> {
                audit.write(denied(request, caller, queryId, refused));
                throw refused.error();
            }
            case Authorization.Permitted permitted ->
                    permitted(request, caller, queryId, permitted);
        };
    }

    private Prepared permitted(
            QueryRequest request,
            Caller caller,
            String queryId,
            Authorization.Permitted permitted) {
        Decision decision = permitted.decision();
        QueryState.Submission submission =
                new QueryState.Submission(
                        caller.principal(),
                        clock.instant(),
                        clock.instant().plus(limits.timeMax()));
        Map<TableName, Set<String>> columns = columns(permitted.plan());
        List<AppliedPolicy> policies = new ArrayList<>();
        List<AccessEvent.Dataset> datasets = new ArrayList<>();
        columns.forEach((table, read) -> {
            List<AppliedPolicy> effects = effects(decision, table, read);
            policies.addAll(effects);
            datasets.add(new AccessEvent.Dataset(table.toString(), List.copyOf(read), effects));
        });
        Work work =
                new Work(
                        queryId,
                        submission,
                        request.purpose(),
                        permitted.catalog().hash(),
                        decision.contentHash(),
                        decision.ticket(),
                        permitted.tables(),
                        splitter.split(permitted.plan()),
                        policies,
                        new Work.Options(
                                request.pushdown(),
                                request.splitting(),
                                request.splitsMax(),
                                request.rowsMax(),
                                request.bytesMax()));
        AccessEvent access =
                new AccessEvent(
                        queryId,
                        submission.submitted(),
                        caller.principal(),
                        decision.purpose(),
                        Sha256.of(request.sql()),
                        AccessEvent.Outcome.PERMITTED,
                        null,
                        decision.policyEpoch(),
                        datasets);
        return new Prepared(work, decision, permitted.catalog(), permitted.plan(), access);
    }

    private AccessEvent denied(
            QueryRequest request, Caller caller, String queryId, Authorization.Refused refused) {
        return new AccessEvent(
                queryId,
                clock.instant(),
                caller.principal(),
                request.purpose(),
                Sha256.of(request.sql()),
                outcome(refused.error().code()),
                refused.error().code() + ": " + refused.error().text(),
                refused.policyEpoch(),
                refused.tables().stream()
                        .map(t -> new AccessEvent.Dataset(t.toString(), List.of(), List.of()))
                        .toList());
    }

    private static AccessEvent.Outcome outcome(ErrorCode code) {
        return switch (code) {
            case PERMISSION_DENIED, TABLE_NOT_FOUND, COLUMN_NOT_FOUND -> AccessEvent.Outcome.DENIED;
            default -> AccessEvent.Outcome.FAILED;
        };
    }

    /// What policies do to the columns that are read, and to rows and hidden columns.
    private static List<AppliedPolicy> effects(
            Decision decision, TableName table, Set<String> read) {
        return decision.outcome(table).stream()
                .filter(Decision.Permit.class::isInstance)
                .flatMap(o -> ((Decision.Permit) o).effects().stream())
                .filter(e ->
                        e.kind() != Decision.Effect.Kind.MASK
                                || e.column() == null
                                || read.contains(e.column()))
                .map(e -> AppliedPolicy.of(table.toString(), e))
                .toList();
    }

    private static Map<TableName, Set<String>> columns(Relation plan) {
        Map<TableName, Set<String>> columns = new TreeMap<>();
        if (plan instanceof Relation.Scan scan) {
            Set<String> names = new TreeSet<>();
            scan.fields().forEach(f -> names.add(f.name()));
            columns.put(scan.table(), names);
        }
        for (Relation input : plan.inputs()) {
            columns(input)
                    .forEach((table, names) ->
                            columns.computeIfAbsent(table, _ -> new TreeSet<>()).addAll(names));
        }
        return columns;
    }
}
