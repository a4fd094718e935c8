package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.lambda.JsonLog;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.policy.PolicyDecision;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Records every decision on data in the audit log's chain, with the grants that were signed by it,
/// before anything of it is given away. What may be described or administered is not data; who then
/// changes something is recorded by the change.
final class DecisionAudit {
    private final AuditLog audit;
    private final JsonLog log;

    DecisionAudit(AuditLog audit, JsonLog log) {
        this.audit = audit;
        this.log = log;
    }

    /// Returns when it is recorded.
    ///
    /// @param contentHash of the decision
    /// @throws TrawlException POLICY_UNAVAILABLE if it cannot be recorded; nothing is granted then
    void record(
            DecisionRequest request,
            Identity identity,
            long epoch,
            String contentHash,
            PolicyDecision decision,
            Collection<Grant> grants,
            Instant now) {
        if (!concernsData(request.action()) || decision.tables().isEmpty()) {
            return;
        }
        try {
            audit.record(
                    event(
                            request,
                            identity,
                            new AuditEvent.PolicyVersion(epoch, contentHash, request.catalogHash()),
                            decision,
                            grants,
                            now));
        } catch (TrawlException e) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the grant cannot be recorded; everything is denied",
                    e);
        }
        grants.forEach(grant -> log.info("grant signed", facts(grant)));
    }

    static boolean concernsData(Action action) {
        return switch (action) {
            case READ, EXPORT, SUBSCRIBE, SCAN, WRITE -> true;
            case DESCRIBE, ADMINISTER, ACT_AS -> false;
        };
    }

    private static AuditEvent event(
            DecisionRequest request,
            Identity identity,
            AuditEvent.PolicyVersion version,
            PolicyDecision decision,
            Collection<Grant> grants,
            Instant now) {
        String denied = denied(decision);
        AuditEvent.Builder event =
                AuditEvent.builder(AuditEvent.Kind.DECISION, now, identity.principal().id())
                        .purpose(identity.purpose())
                        .action(request.action().text())
                        .query(request.queryId())
                        .policy(version)
                        .reads(reads(decision));
        if (denied != null) {
            event.failed(ErrorCode.PERMISSION_DENIED.name(), denied);
        }
        if (request.destination() != null) {
            event.detail("destination", request.destination());
        }
        grants.forEach(grant -> event.detail("grant." + grant.audience(), grant.id()));
        return event.build();
    }

    /// Why tables that the principal knows of are denied; absent if none is.
    private static @Nullable String denied(PolicyDecision decision) {
        String reasons =
                decision.tables().stream()
                        .map(TableDecision::outcome)
                        .filter(Decision.Deny.class::isInstance)
                        .map(Decision.Deny.class::cast)
                        .map(deny -> deny.table() + ": " + deny.reason())
                        .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? null : reasons;
    }

    /// What may be seen of each table that is permitted.
    private static List<AuditEvent.TableRead> reads(PolicyDecision decision) {
        List<AuditEvent.TableRead> reads = new ArrayList<>();
        for (TableDecision table : decision.tables()) {
            if (table.outcome() instanceof Decision.Permit permit) {
                reads.add(read(permit.table(), permit));
            }
        }
        return reads;
    }

    private static AuditEvent.TableRead read(TableName table, Decision.Permit permit) {
        return new AuditEvent.TableRead(
                table.toString(),
                permit.fields().stream()
                        .map(Field::name)
                        .map(name -> new AuditEvent.ColumnRead(name, mask(permit, name)))
                        .toList(),
                permit.effects().stream()
                        .filter(e -> e.kind() == Decision.Effect.Kind.ROW_FILTER)
                        .map(Decision.Effect::policy)
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static @Nullable String mask(Decision.Permit permit, String column) {
        return permit.effects().stream()
                .filter(e -> e.kind() == Decision.Effect.Kind.MASK && column.equals(e.column()))
                .map(e -> e.policy() + ": " + e.text())
                .findFirst()
                .orElse(null);
    }

    private static Map<String, String> facts(Grant grant) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("grantId", grant.id());
        facts.put("queryId", grant.queryId());
        facts.put("source", grant.audience());
        facts.put("principal", grant.principal());
        facts.put("action", grant.action().text());
        facts.put("catalogHash", grant.catalogHash());
        facts.put("policyEpoch", Long.toString(grant.policyEpoch()));
        facts.put("expiresAt", grant.expiresAt().toString());
        facts.put(
                "tables",
                grant.relations().stream()
                        .map(relation -> relation.table().toString())
                        .collect(Collectors.joining(",")));
        if (grant.purpose() != null) {
            facts.put("purpose", grant.purpose());
        }
        return facts;
    }
}
