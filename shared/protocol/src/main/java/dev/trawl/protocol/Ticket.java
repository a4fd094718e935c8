package dev.trawl.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What lets long work ask for new grants after the caller's token expired: claims signed by the
/// policy function for itself.
///
/// @param decision hash of the decision's content; other content ends the query
public record Ticket(
        String queryId,
        String principal,
        @Nullable String purpose,
        Action action,
        Instant deadline,
        String decision) {}
