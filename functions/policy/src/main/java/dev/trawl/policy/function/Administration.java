package dev.trawl.policy.function;

import dev.trawl.auth.Principal;
import dev.trawl.policy.PolicySet;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.Set;

/// Who may change and look behind what is declared: the administrators of the deployment, and those
/// whom a rule lets administer.
final class Administration {
    private final Set<String> administrators;
    private final Clock clock;

    Administration(Set<String> administrators, Clock clock) {
        this.administrators = Set.copyOf(administrators);
        this.clock = clock;
    }

    boolean isAdministrator(Principal principal) {
        return administrators.contains(principal.id());
    }

    boolean mayAdminister(Principal principal, String kind, String name, PolicySet policies) {
        return isAdministrator(principal)
                || policies.permits(principal, Action.ADMINISTER, kind, name, clock.instant());
    }

    /// @throws TrawlException PERMISSION_DENIED
    void require(Principal principal, String kind, String name, PolicySet policies) {
        if (!mayAdminister(principal, kind, name, policies)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "%s '%s' may be changed by administrators, and by whom a rule with the action"
                                    .formatted(kind, name)
                            + " administer on it allows");
        }
    }

    /// @param name of a declared principal
    /// @throws TrawlException PERMISSION_DENIED
    void requireActAs(Principal principal, String name, PolicySet policies) {
        if (!isAdministrator(principal)
                && !policies.permits(
                        principal, Action.ACT_AS, "Principal", name, clock.instant())) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "running as principal '%s' needs a rule with the action act_as on it"
                            .formatted(name));
        }
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
