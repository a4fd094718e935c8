package dev.trawl.query.lineage;

import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.query.api.Caller;
import dev.trawl.query.authorize.PolicyClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one caller may know of, asked for as it is needed, many at a time. What may not be
/// described is absent, like what is not there.
final class Described {
    private static final int AT_ONCE = 200;

    private final PolicyClient policy;
    private final Caller caller;
    private final @Nullable String purpose;
    private final String requestId;
    private final String catalogHash;
    private final Map<TableName, Decision.Permit> permits = new HashMap<>();
    private final Set<TableName> asked = new HashSet<>();
    private String principal = "";

    Described(
            PolicyClient policy,
            Caller caller,
            @Nullable String purpose,
            String requestId,
            String catalogHash) {
        this.policy = policy;
        this.caller = caller;
        this.purpose = purpose;
        this.requestId = requestId;
        this.catalogHash = catalogHash;
    }

    /// Asks about all that was not asked about yet.
    void ask(Collection<TableName> tables) {
        List<TableName> open = tables.stream().filter(asked::add).toList();
        for (int from = 0; from < open.size(); from += AT_ONCE) {
            askPolicy(open.subList(from, Math.min(open.size(), from + AT_ONCE)));
        }
    }

    /// Who asks, asked for if nothing was.
    String principal() {
        if (principal.isEmpty()) {
            askPolicy(List.of());
        }
        return principal;
    }

    private void askPolicy(List<TableName> tables) {
        Decision decision =
                policy.decide(
                        new DecisionRequest(
                                caller.credential(),
                                purpose,
                                Action.DESCRIBE,
                                requestId,
                                catalogHash,
                                null,
                                caller.ip(),
                                tables));
        principal = decision.principal();
        for (Decision.Outcome outcome : decision.outcomes()) {
            if (outcome instanceof Decision.Permit permit) {
                permits.put(permit.table(), permit);
            }
        }
    }

    /// What may be known of a table; asks if nobody has.
    Optional<Decision.Permit> of(TableName table) {
        ask(List.of(table));
        return Optional.ofNullable(permits.get(table));
    }

    /// Whether the caller sees a mask instead of a column's values.
    boolean isMasked(TableName table, String column) {
        return of(table).stream()
                .flatMap(p -> p.effects().stream())
                .anyMatch(e -> e.kind() == Decision.Effect.Kind.MASK && column.equals(e.column()));
    }
}
