package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.lambda.JsonLog;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Records every decision in the audit log's chain before anything of it is given away: one on data
/// with its columns and the grants that were signed by it, one on what may be described or
/// administered by the names that it was about. Asking who one is decides nothing.
final class DecisionAudit {
    private final AuditLog audit;
    private final DecisionRecords bases;
    private final JsonLog log;

    DecisionAudit(AuditLog audit, DecisionRecords bases, JsonLog log) {
        this.audit = audit;
        this.bases = bases;
        this.log = log;
    }

    /// Returns when it is recorded, with where, if it has a basis.
    ///
    /// @param basis what a first decision on data depended on; absent for others
    /// @param contentHash of the decision
    /// @param outcomes as they are answered
    /// @throws TrawlException POLICY_UNAVAILABLE if it cannot be recorded; nothing is granted then
    @Nullable String record(
            DecisionRequest request,
            Identity identity,
            long epoch,
            String contentHash,
            List<Decision.Outcome> outcomes,
            Collection<Grant> grants,
            @Nullable DecisionBasis basis,
            Instant now) {
        if (outcomes.isEmpty()) {
            return null;
        }
        String place = null;
        try {
            AuditEvent event =
                    event(
                            request,
                            identity,
                            new AuditEvent.PolicyVersion(epoch, contentHash, request.catalogHash()),
                            outcomes,
                            grants,
                            now);
            if (basis == null) {
                audit.record(event);
            } else {
                place = audit.recordAlone(event.with(DecisionRecords.BASIS, bases.store(basis)));
            }
        } catch (TrawlException e) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the grant cannot be recorded; everything is denied",
                    e);
        }
        grants.forEach(grant -> log.info("grant signed", facts(grant)));
        return place;
    }

    private static AuditEvent event(
            DecisionRequest request,
            Identity identity,
            AuditEvent.PolicyVersion version,
            List<Decision.Outcome> outcomes,
            Collection<Grant> grants,
            Instant now) {
        AuditEvent.Builder event =
                AuditEvent.builder(AuditEvent.Kind.DECISION, now, identity.principal().id())
                        .purpose(identity.purpose())
                        .action(request.action().text())
                        .query(request.queryId())
                        .policy(version);
        switch (request.action()) {
            case READ, EXPORT, SUBSCRIBE, SCAN, WRITE -> tellData(event, outcomes);
            case DESCRIBE -> tellDescribed(event, outcomes);
            case ADMINISTER, ACT_AS -> tellDeclared(event, outcomes);
        }
        if (request.destination() != null) {
            event.detail("destination", request.destination());
        }
        grants.forEach(grant -> event.detail("grant." + grant.audience(), grant.id()));
        return event.build();
    }

    private static void tellData(AuditEvent.Builder event, List<Decision.Outcome> outcomes) {
        String denied = denied(outcomes);
        if (denied != null) {
            event.failed(ErrorCode.PERMISSION_DENIED.name(), denied);
        }
        event.reads(permits(outcomes).map(p -> read(p.table(), p)).toList());
    }

    /// Tables by name; which columns of them follows from the versions. Not how many were asked
    /// about: all there are, where somebody looks around, and their principal reads the record.
    private static void tellDescribed(AuditEvent.Builder event, List<Decision.Outcome> outcomes) {
        event.reads(
                permits(outcomes)
                        .map(p ->
                                new AuditEvent.TableRead(
                                        p.table().toString(), List.of(), List.of()))
                        .toList());
    }

    /// Declared resources by kind and name.
    private static void tellDeclared(AuditEvent.Builder event, List<Decision.Outcome> outcomes) {
        Map<Boolean, String> names =
                outcomes.stream()
                        .collect(
                                Collectors.partitioningBy(
                                        Decision.Permit.class::isInstance,
                                        Collectors.mapping(
                                                o -> o.table().schema() + "/" + o.table().table(),
                                                Collectors.joining(" "))));
        String permitted = names.getOrDefault(true, "");
        if (permitted.isEmpty()) {
            event.failed(ErrorCode.PERMISSION_DENIED.name(), null);
        } else {
            event.detail("permitted", permitted);
        }
        String denied = names.getOrDefault(false, "");
        if (!denied.isEmpty()) {
            event.detail("denied", denied);
        }
    }

    /// Why tables that the principal knows of are denied; absent if none is.
    private static @Nullable String denied(List<Decision.Outcome> outcomes) {
        String reasons =
                outcomes.stream()
                        .filter(Decision.Deny.class::isInstance)
                        .map(Decision.Deny.class::cast)
                        .map(deny -> deny.table() + ": " + deny.reason())
                        .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? null : reasons;
    }

    private static Stream<Decision.Permit> permits(List<Decision.Outcome> outcomes) {
        return outcomes.stream()
                .filter(Decision.Permit.class::isInstance)
                .map(Decision.Permit.class::cast);
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
