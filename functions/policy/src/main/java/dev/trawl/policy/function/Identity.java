package dev.trawl.policy.function;

import dev.trawl.auth.Principal;
import dev.trawl.auth.VerifiedTicket;
import org.jspecify.annotations.Nullable;

/// Who asks and why.
///
/// @param ip from where it is asked, or was when the work began; absent if that is not known
/// @param renewed the ticket that was shown instead of a token
record Identity(
        Principal principal,
        @Nullable String purpose,
        @Nullable String ip,
        @Nullable VerifiedTicket renewed) {}
