package dev.trawl.policy.function;

import dev.trawl.auth.GrantSigner;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.policy.PolicyDecision;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantCodec;
import dev.trawl.protocol.GrantedRelation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes one grant per source from a decision, records and signs it.
final class GrantIssuer {
    private final GrantSigner signer;
    private final DecisionAudit audit;
    private final String stateBucket;
    private final Duration life;
    private final Supplier<String> ids;

    GrantIssuer(
            GrantSigner signer,
            DecisionAudit audit,
            String stateBucket,
            Duration life,
            Supplier<String> ids) {
        this.signer = signer;
        this.audit = audit;
        this.stateBucket = stateBucket;
        this.life = life;
        this.ids = ids;
    }

    /// @param record where the decision is recorded, if it has a basis
    record Issued(Map<String, String> grants, @Nullable String record) {
        Issued {
            grants = Map.copyOf(grants);
        }
    }

    /// Signed grants by source; none for actions that neither fetch nor write. They are signed
    /// while the decision is recorded, and handed out when both are done.
    ///
    /// @param basis what a first decision on data depended on; absent for others
    Issued issue(
            DecisionRequest request,
            Identity identity,
            Head head,
            PolicyDecision decision,
            List<Decision.Outcome> outcomes,
            String contentHash,
            @Nullable DecisionBasis basis,
            Instant now) {
        Instant issued = now.truncatedTo(ChronoUnit.MILLIS);
        SortedMap<String, Grant> grants = new TreeMap<>();
        relations(request.action(), decision)
                .forEach((source, relations) ->
                        grants.put(
                                source,
                                grant(
                                        ids.get(),
                                        source,
                                        issued,
                                        request,
                                        identity,
                                        head.epoch().current(),
                                        relations)));
        Beside<Optional<String>> recorded =
                Beside.start(() ->
                        Optional.ofNullable(
                                audit.record(
                                        request,
                                        identity,
                                        head.epoch().current(),
                                        contentHash,
                                        outcomes,
                                        grants.values(),
                                        basis,
                                        issued)));
        SortedMap<String, String> signed = new TreeMap<>();
        grants.forEach((source, grant) -> signed.put(source, signer.sign(grant)));
        return new Issued(signed, recorded.outcome().orElse(null));
    }

    /// Hash of everything decided, less ids, times, epoch and catalog hash.
    String contentHash(DecisionRequest request, Identity identity, PolicyDecision decision) {
        List<String> parts = new ArrayList<>();
        DecisionRequest neutral =
                new DecisionRequest(
                        request.credential(),
                        request.purpose(),
                        request.action(),
                        "",
                        "",
                        request.destination(),
                        List.of());
        relations(request.action(), decision)
                .forEach((source, relations) -> {
                    Grant grant = grant("", source, Instant.EPOCH, neutral, identity, 0, relations);
                    parts.add(JsonWriter.write(out -> GrantCodec.write(out, grant)));
                });
        for (TableDecision table : decision.tables()) {
            parts.add(
                    switch (table.outcome()) {
                        case Decision.Permit permit ->
                                "permit %s%s at most %s"
                                        .formatted(
                                                permit.table(), permit.fields(), permit.rowsMax());
                        case Decision.Deny deny -> "deny " + deny.table();
                        case Decision.Unknown unknown -> "unknown " + unknown.table();
                    });
        }
        return Hashes.sha256(parts.stream().sorted().collect(Collectors.joining("\n")));
    }

    private Grant grant(
            String id,
            String source,
            Instant issued,
            DecisionRequest request,
            Identity identity,
            long epoch,
            List<GrantedRelation> relations) {
        String principal = identity.principal().id();
        String prefix =
                "%s/spill/%s/%s/%s/"
                        .formatted(
                                stateBucket,
                                source,
                                Hashes.sha256(principal).substring(0, 16),
                                request.queryId());
        return new Grant(
                id,
                source,
                issued,
                issued.plus(life),
                request.queryId(),
                principal,
                identity.purpose(),
                request.action(),
                prefix,
                request.destination(),
                request.catalogHash(),
                epoch,
                relations);
    }

    /// Granted relations by source; a source that is permitted as a whole has none of its own.
    private static SortedMap<String, List<GrantedRelation>> relations(
            Action action, PolicyDecision decision) {
        SortedMap<String, List<GrantedRelation>> bySource = new TreeMap<>();
        if (!fetches(action)) {
            return bySource;
        }
        for (TableDecision table : decision.tables()) {
            if (!(table.outcome() instanceof Decision.Permit permit)) {
                continue;
            }
            TableName name = permit.table();
            GrantedRelation relation = table.relation();
            if (relation != null) {
                List<GrantedRelation> granted =
                        bySource.computeIfAbsent(name.source(), _ -> new ArrayList<>());
                if (!granted.contains(relation)) {
                    granted.add(relation);
                }
            } else if (name.table().equals("*")) {
                bySource.computeIfAbsent(name.source(), _ -> new ArrayList<>());
            }
        }
        return bySource;
    }

    private static boolean fetches(Action action) {
        return switch (action) {
            case READ, WRITE, EXPORT, SUBSCRIBE, SCAN -> true;
            case DESCRIBE, ADMINISTER, ACT_AS -> false;
        };
    }
}
