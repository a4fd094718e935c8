package dev.trawl.query.execute;

import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.authorize.PolicyClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Grants that are asked for again, with the query's ticket, before they expire. When policy would
/// decide otherwise by then, the query ends. Thread-safe.
public final class RenewingGrants implements Grants {
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Work work;
    private final PolicyClient policy;
    private final Clock clock;
    private @Nullable Decision decision;

    /// @param decision what the front got; absent to ask at first use
    public RenewingGrants(
            Work work, @Nullable Decision decision, PolicyClient policy, Clock clock) {
        this.work = work;
        this.decision = decision;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public synchronized String grant(String source) {
        Decision current = decision;
        Instant needed = clock.instant().plus(MARGIN);
        if (current == null || current.validUntil().isBefore(needed)) {
            current = renew(current == null ? work.ticket() : current.ticket());
            decision = current;
        }
        String grant = current.grants().get(source);
        if (grant == null) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED, "policy gave no grant for source " + source);
        }
        return grant;
    }

    private Decision renew(String ticket) {
        Decision renewed =
                policy.decide(
                        new DecisionRequest(
                                new DecisionRequest.Credential.Renewal(ticket),
                                work.purpose(),
                                Action.READ,
                                work.queryId(),
                                work.catalogHash(),
                                null,
                                work.tables()));
        if (!renewed.contentHash().equals(work.contentHash())) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "policy has changed since the query began; run it again");
        }
        return renewed;
    }
}
