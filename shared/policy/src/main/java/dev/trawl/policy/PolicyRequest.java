package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What somebody wants to do with some tables.
///
/// @param purpose declared and claimable, see {@link PolicySet#purpose}
/// @param ip address that the gateway saw; absent if it is not known
/// @param tables tables and views; for the action scan also a whole source as `source.*.*`; for
///   administer and act_as declared resources as `resource.<Kind>.<name>`
public record PolicyRequest(
        Principal principal,
        @Nullable String purpose,
        Action action,
        @Nullable String destination,
        Instant time,
        @Nullable String ip,
        List<TableName> tables) {
    /// From nowhere in particular.
    public PolicyRequest(
            Principal principal,
            @Nullable String purpose,
            Action action,
            @Nullable String destination,
            Instant time,
            List<TableName> tables) {
        this(principal, purpose, action, destination, time, null, tables);
    }

    public PolicyRequest {
        tables = List.copyOf(tables);
    }

    /// The address, if it is known and is one.
    Optional<String> address() {
        return Optional.ofNullable(ip).filter(Network::isAddress);
    }
}
