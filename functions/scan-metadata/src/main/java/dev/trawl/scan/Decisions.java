package dev.trawl.scan;

import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Asks the policy function what somebody may do, many things at once. Without an answer nothing is
/// allowed.
final class Decisions {
    private static final int TABLES_PER_REQUEST = 200;
    private static final String STEWARD = "Steward";
    private static final String DECLARED = "resource";

    private final PolicyClient policy;
    private final Snapshots snapshots;

    Decisions(PolicyClient policy, Snapshots snapshots) {
        this.policy = policy;
        this.snapshots = snapshots;
    }

    /// The tables that somebody may know of, with the names of the columns to be seen.
    Map<TableName, Set<String>> describable(
            Caller caller, CatalogSnapshot catalog, Collection<TableName> tables) {
        Map<TableName, Set<String>> visible = new HashMap<>();
        permits(caller, Action.DESCRIBE, catalog, tables)
                .forEach(permit ->
                        visible.put(
                                permit.table(),
                                permit.fields().stream()
                                        .map(Field::name)
                                        .collect(Collectors.toUnmodifiableSet())));
        return visible;
    }

    /// The names of those resources of a kind that somebody may change and see everything of.
    Set<String> administrable(
            Caller caller, CatalogSnapshot catalog, ResourceKind kind, Collection<String> names) {
        return declared(caller, Action.ADMINISTER, catalog, kind, names);
    }

    boolean mayAdminister(Caller caller, CatalogSnapshot catalog, ResourceKind kind, String name) {
        return !administrable(caller, catalog, kind, List.of(name)).isEmpty();
    }

    /// Whether somebody may make changes to resources of a kind that lower protection.
    boolean isSteward(Caller caller, CatalogSnapshot catalog, ResourceKind kind) {
        return !permits(
                        caller,
                        Action.ADMINISTER,
                        catalog,
                        List.of(new TableName(DECLARED, STEWARD, kind.text())))
                .isEmpty();
    }

    /// Whether somebody may let jobs run as a declared principal.
    boolean mayActAs(Caller caller, CatalogSnapshot catalog, String principal) {
        return !declared(caller, Action.ACT_AS, catalog, ResourceKind.PRINCIPAL, List.of(principal))
                .isEmpty();
    }

    private Set<String> declared(
            Caller caller,
            Action action,
            CatalogSnapshot catalog,
            ResourceKind kind,
            Collection<String> names) {
        List<TableName> declared =
                names.stream().map(name -> new TableName(DECLARED, kind.text(), name)).toList();
        return permits(caller, action, catalog, declared).stream()
                .map(permit -> permit.table().table())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /// Who asks, and a grant to list what a source holds. A source that is not there is refused as
    /// one that may not be scanned.
    ///
    /// @throws TrawlException PERMISSION_DENIED
    Scan scan(Caller caller, CatalogSnapshot catalog, String source) {
        Decision decision =
                ask(caller, Action.SCAN, catalog, List.of(new TableName(source, "*", "*")));
        String grant = decision.grants().get(source);
        if (grant == null) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "source '%s' may be scanned, if there is one, by whom a rule with the action scan allows"
                            .formatted(source));
        }
        return new Scan(decision.principal(), grant);
    }

    /// A grant to look into one table, whatever of it is classified.
    ///
    /// @throws TrawlException PERMISSION_DENIED
    String profile(Caller caller, CatalogSnapshot catalog, TableName table) {
        String grant =
                ask(caller, Action.SCAN, catalog, List.of(table)).grants().get(table.source());
        if (grant == null) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "%s is looked into by whom a rule with the action scan on it allows"
                            .formatted(table));
        }
        return grant;
    }

    /// @param principal `issuer|subject`
    /// @param grant compact JWS for the one source
    record Scan(String principal, String grant) {
        @Override
        public String toString() {
            return "Scan[" + principal + "]";
        }
    }

    /// Who it is.
    String principal(Caller caller, CatalogSnapshot catalog) {
        return ask(caller, Action.DESCRIBE, catalog, List.of()).principal();
    }

    private List<Decision.Permit> permits(
            Caller caller, Action action, CatalogSnapshot catalog, Collection<TableName> tables) {
        List<TableName> all = List.copyOf(tables);
        List<Decision.Permit> permits = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(all.size(), from + TABLES_PER_REQUEST);
            for (Decision.Outcome outcome :
                    ask(caller, action, catalog, all.subList(from, to)).outcomes()) {
                if (outcome instanceof Decision.Permit permit) {
                    permits.add(permit);
                }
            }
            from = to;
        } while (from < all.size());
        return permits;
    }

    /// Policy knows the newest catalog and the one before. Where the caller's is older, after
    /// changes in quick succession, it is decided over the newest.
    private Decision ask(
            Caller caller, Action action, CatalogSnapshot catalog, List<TableName> tables) {
        try {
            return decide(caller, action, catalog, tables);
        } catch (TrawlException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            return decide(caller, action, snapshots.latest(), tables);
        }
    }

    private Decision decide(
            Caller caller, Action action, CatalogSnapshot catalog, List<TableName> tables) {
        return policy.decide(
                new DecisionRequest(
                        caller.credential(),
                        caller.purpose(),
                        action,
                        "scan-" + UUID.randomUUID(),
                        catalog.hash(),
                        null,
                        caller.ip(),
                        tables));
    }
}
