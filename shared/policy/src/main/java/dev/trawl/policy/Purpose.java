package dev.trawl.policy;

import dev.trawl.auth.Principal;
import java.util.Set;

/// A declared purpose.
///
/// @param claimableBy groups whose members may claim it; others need it in their token
public record Purpose(String name, Set<String> claimableBy) {
    public Purpose {
        claimableBy = Set.copyOf(claimableBy);
    }

    public boolean mayBeClaimedBy(Principal principal) {
        return principal.purposes().contains(name)
                || principal.allGroups().stream().anyMatch(claimableBy::contains);
    }
}
