package dev.trawl.policy.function;

import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.Conditions;
import dev.trawl.catalog.Conditions.Condition;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.policy.GovernanceStatus;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Conditions of what this function writes: those of sources as scans noted them, those of
/// policies, purposes and principals by what is in force now, so that they need no repair.
/// Thread-safe.
final class Standing {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final PoliciesInForce policies;
    private final Conditions conditions;
    private final ItemTable items;
    private final Clock clock;
    private @Nullable Known known;

    Standing(PoliciesInForce policies, Conditions conditions, ItemTable items, Clock clock) {
        this.policies = policies;
        this.conditions = conditions;
        this.items = items;
        this.clock = clock;
    }

    /// @param mayKnow of policies, by name, which conditions of others may then name
    List<Condition> of(Resource resource, Predicate<String> mayKnow) {
        if (resource.kind() == ResourceKind.SOURCE) {
            return conditions.of(resource.id());
        }
        GovernanceStatus.Told told = governing().get(resource.id());
        return told == null ? List.of() : List.of(told.to(mayKnow));
    }

    /// By id of the resource.
    Map<String, List<Condition>> ofKind(ResourceKind kind, Predicate<String> mayKnow) {
        if (kind == ResourceKind.SOURCE) {
            return conditions.ofKind(kind);
        }
        Map<String, List<Condition>> all = new TreeMap<>();
        governing().forEach((id, told) -> all.put(id, List.of(told.to(mayKnow))));
        return all;
    }

    private synchronized Map<String, GovernanceStatus.Told> governing() {
        InForce now = policies.current();
        Head head = now.head();
        Instant time = clock.instant();
        Known last = known;
        if (last == null || !last.isOf(head) || time.isAfter(last.time().plus(FRESH))) {
            Instant since = CatalogHead.load(items).time();
            last =
                    new Known(
                            head.policyHash(),
                            head.catalogHash(),
                            time,
                            GovernanceStatus.of(now.policies(), now.catalog(), since, time));
            known = last;
        }
        return last.conditions();
    }

    private record Known(
            String policyHash,
            String catalogHash,
            Instant time,
            Map<String, GovernanceStatus.Told> conditions) {
        boolean isOf(Head head) {
            return policyHash.equals(head.policyHash()) && catalogHash.equals(head.catalogHash());
        }
    }
}
