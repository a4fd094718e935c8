package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody wants to do with some tables.
///
/// @param purpose declared and claimable, see {@link PolicySet#purpose}
/// @param tables tables and views; for the action scan also a whole source as `source.*.*`; for
///   administer and act_as declared resources as `resource.<Kind>.<name>`
public record PolicyRequest(
        Principal principal,
        @Nullable String purpose,
        Action action,
        @Nullable String destination,
        Instant time,
        List<TableName> tables) {
    public PolicyRequest {
        tables = List.copyOf(tables);
    }
}
