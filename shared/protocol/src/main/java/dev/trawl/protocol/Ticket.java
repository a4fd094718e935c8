package dev.trawl.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What lets long work ask for new grants after the caller's token expired: claims signed by the
/// policy function for itself.
///
/// @param ip address that the caller had when the work began; absent if it was not known
/// @param decision hash of the decision's content; other content ends the query
public record Ticket(
        String queryId,
        String principal,
        @Nullable String purpose,
        Action action,
        Instant deadline,
        @Nullable String ip,
        String decision) {
    /// From nowhere in particular.
    public Ticket(
            String queryId,
            String principal,
            @Nullable String purpose,
            Action action,
            Instant deadline,
            String decision) {
        this(queryId, principal, purpose, action, deadline, null, decision);
    }
}
