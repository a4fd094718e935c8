package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All policies, purposes and declared principals that are in force. Immutable but for what it
/// remembers; thread-safe. Made by {@link PolicyCompiler} or {@link PolicySnapshot}.
public final class PolicySet {
    /// As the source of a name: a declared resource, `resource.<Kind>.<name>`, for the actions
    /// administer and act_as.
    public static final String DECLARED = "resource";

    private final List<PolicyResource> resources;
    private final List<Rule> rules;
    private final Map<String, Purpose> purposes;
    private final Map<String, Principal> machines;
    private final Filters filters;
    private final TableDecider decider;
    private final ClaimUse claims;

    PolicySet(
            List<PolicyResource> resources,
            List<Rule> rules,
            Map<String, Purpose> purposes,
            Map<String, Principal> machines,
            Conditions conditions,
            Filters filters) {
        this.resources = List.copyOf(resources);
        this.purposes = Map.copyOf(purposes);
        this.machines = Map.copyOf(machines);
        this.filters = filters;
        this.rules = rules.stream().sorted(Comparator.comparing(Rule::id)).toList();
        this.decider = new TableDecider(this.rules, conditions, filters);
        this.claims = new ClaimUse(this.rules);
    }

    /// Decides on each table. A condition or filter that fails denies, it does not end the
    /// decision.
    public PolicyDecision decide(PolicyRequest request, CatalogSnapshot catalog) {
        return new PolicyDecision(
                request.tables().stream()
                        .map(name ->
                                target(request, name, catalog)
                                        .map(t -> decider.decide(request, name, t))
                                        .orElse(
                                                new TableDecision(
                                                        new Decision.Unknown(name),
                                                        null,
                                                        List.of())))
                        .toList());
    }

    /// Whether the principal may administer, or act as, a declared resource.
    public boolean permits(
            Principal principal, Action action, String kind, String name, Instant time) {
        return permits(principal, null, action, kind, name, time);
    }

    /// The same of somebody whose address may be known.
    public boolean permits(
            Principal principal,
            @Nullable String ip,
            Action action,
            String kind,
            String name,
            Instant time) {
        PolicyRequest request =
                new PolicyRequest(principal, null, action, null, time, ip, List.of());
        return decider.permits(request, Target.ofDeclared(kind, name));
    }

    /// The purpose that a request has: the one asked for, or the only one of the token.
    ///
    /// @throws TrawlException PERMISSION_DENIED if it is not declared or the principal may not
    ///   claim it
    public Optional<String> purpose(Principal principal, @Nullable String asked) {
        if (asked == null) {
            return principal.purposes().size() == 1
                    ? principal.purposes().stream().filter(purposes::containsKey).findFirst()
                    : Optional.empty();
        }
        Purpose purpose = purposes.get(asked);
        if (purpose == null || !purpose.mayBeClaimedBy(principal)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "the purpose '%s' is not declared, or not yours to claim: a purpose is claimed"
                                    .formatted(asked)
                            + " by its groups, or by a token that names it");
        }
        return Optional.of(asked);
    }

    /// A declared principal that jobs run as.
    public Optional<Principal> machine(String name) {
        return Optional.ofNullable(machines.get(name));
    }

    /// Whether decisions may depend on the claim; in doubt they do.
    public boolean mayRead(String claim) {
        return claims.mayRead(claim);
    }

    /// Whether decisions may depend on the caller's address; in doubt they do.
    public boolean mayReadAddress() {
        return claims.mayReadAddress();
    }

    Map<String, Purpose> purposes() {
        return purposes;
    }

    Map<String, Principal> machines() {
        return machines;
    }

    /// In order of their ids.
    List<Rule> rules() {
        return rules;
    }

    List<PolicyResource> resources() {
        return resources;
    }

    List<CompiledFilter> compiledFilters() {
        return filters.all();
    }

    private static Optional<Target> target(
            PolicyRequest request, TableName name, CatalogSnapshot catalog) {
        return switch (request.action()) {
            case ADMINISTER, ACT_AS ->
                    name.source().equals(DECLARED)
                            ? Optional.of(Target.ofDeclared(name.schema(), name.table()))
                            : Optional.empty();
            case SCAN ->
                    name.schema().equals("*") && name.table().equals("*")
                            ? Optional.ofNullable(catalog.sources().get(name.source()))
                                    .map(_ -> Target.ofSource(name))
                            : dataset(name, catalog);
            case READ, WRITE, EXPORT, SUBSCRIBE, DESCRIBE -> dataset(name, catalog);
        };
    }

    private static Optional<Target> dataset(TableName name, CatalogSnapshot catalog) {
        return catalog.table(name)
                .map(Target::of)
                .or(() -> Optional.ofNullable(catalog.views().get(name)).map(Target::of));
    }
}
