package dev.trawl.policy.function;

import dev.trawl.auth.Principal;
import dev.trawl.policy.PolicySet;
import dev.trawl.policy.Protection;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may change and look behind what is declared: the administrators of the deployment, and those
/// whom a rule lets administer.
final class Administration {
    private static final int REASONS_MAX = 10;

    /// As the kind of a declared resource whose name is a kind: who may lower protection there.
    static final String STEWARD = "Steward";

    private final Set<String> administrators;
    private final Set<String> stewards;
    private final Clock clock;

    /// With administrators who are stewards.
    Administration(Set<String> administrators, Clock clock) {
        this(administrators, administrators, clock);
    }

    Administration(Set<String> administrators, Set<String> stewards, Clock clock) {
        this.administrators = Set.copyOf(administrators);
        this.stewards = Set.copyOf(stewards);
        this.clock = clock;
    }

    /// Whether the principal may make changes to resources of a kind that lower protection.
    boolean isSteward(Asker asker, String kind, PolicySet policies) {
        return stewards.contains(asker.id())
                || permits(asker, Action.ADMINISTER, STEWARD, kind, policies);
    }

    /// Whether the deployment lets the principal administer, or act as, a declared resource.
    boolean mayByDeployment(Principal principal, String kind) {
        return (kind.equals(STEWARD) ? stewards : administrators).contains(principal.id());
    }

    /// @param lowered what of a change lowers protection
    /// @throws TrawlException STEWARD_NEEDED
    void requireSteward(Asker asker, List<Protection.Lowered> lowered, PolicySet policies) {
        List<Protection.Lowered> missing =
                lowered.stream().filter(l -> !isSteward(asker, l.kind(), policies)).toList();
        if (missing.isEmpty()) {
            return;
        }
        String more =
                missing.size() > REASONS_MAX
                        ? "; and %d more".formatted(missing.size() - REASONS_MAX)
                        : "";
        throw new TrawlException(
                ErrorCode.STEWARD_NEEDED,
                "the change lowers protection, which needs a steward: "
                        + missing.stream()
                                .limit(REASONS_MAX)
                                .map(Protection.Lowered::reason)
                                .collect(Collectors.joining("; "))
                        + more);
    }

    boolean isAdministrator(Principal principal) {
        return administrators.contains(principal.id());
    }

    boolean mayAdminister(Asker asker, String kind, String name, PolicySet policies) {
        return isAdministrator(asker.principal())
                || permits(asker, Action.ADMINISTER, kind, name, policies);
    }

    /// @throws TrawlException PERMISSION_DENIED
    void require(Asker asker, String kind, String name, PolicySet policies) {
        if (!mayAdminister(asker, kind, name, policies)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "%s '%s' may be changed by administrators, and by whom a rule with the action"
                                    .formatted(kind, name)
                            + " administer on it allows");
        }
    }

    /// @param name of a declared principal
    /// @throws TrawlException PERMISSION_DENIED
    void requireActAs(Asker asker, String name, PolicySet policies) {
        if (!isAdministrator(asker.principal())
                && !permits(asker, Action.ACT_AS, "Principal", name, policies)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "running as principal '%s' needs a rule with the action act_as on it"
                            .formatted(name));
        }
    }

    private boolean permits(
            Asker asker, Action action, String kind, String name, PolicySet policies) {
        return policies.permits(asker.principal(), asker.ip(), action, kind, name, clock.instant());
    }

    /// @throws TrawlException PERMISSION_DENIED
    void requireAdministrator(Principal principal, String what) {
        if (!isAdministrator(principal)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    what + " is for administrators of the deployment (TRAWL_ADMINISTRATORS)");
        }
    }
}
