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

/// Grants that are asked for again, with the query's ticket, when they grow old. When policy would
/// decide otherwise by then, the query ends. Thread-safe.
public final class RenewingGrants implements Grants {
    /// Well below the life of a grant, which is minutes; sources check it when a call begins.
    private static final Duration AGE_MAX = Duration.ofMinutes(2);

    private final Work work;
    private final PolicyClient policy;
    private final Clock clock;
    private @Nullable Decision decision;
    private Instant decided;

    /// @param decision what the front got, just now; absent to ask at first use
    public RenewingGrants(
            Work work, @Nullable Decision decision, PolicyClient policy, Clock clock) {
        this.work = work;
        this.decision = decision;
        this.policy = policy;
        this.clock = clock;
        this.decided = clock.instant();
    }

    @Override
    public synchronized String grant(String source) {
        Decision current = decision;
        return current == null || decided.plus(AGE_MAX).isBefore(clock.instant())
                ? fresh(source)
                : of(current, source);
    }

    @Override
    public synchronized String fresh(String source) {
        Decision last = decision;
        Decision renewed = renew(last == null ? work.ticket() : last.ticket());
        decision = renewed;
        decided = clock.instant();
        return of(renewed, source);
    }

    private static String of(Decision decision, String source) {
        String grant = decision.grants().get(source);
        if (grant == null) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED, "policy gave no grant for source " + source);
        }
        return grant;
    }

    private Decision renew(String ticket) {
        String destination = work.options().destination();
        Decision renewed =
                policy.decide(
                        new DecisionRequest(
                                new DecisionRequest.Credential.Renewal(ticket),
                                work.purpose(),
                                destination == null ? Action.READ : Action.EXPORT,
                                work.queryId(),
                                work.catalogHash(),
                                destination,
                                work.tables()));
        if (!renewed.contentHash().equals(work.contentHash())) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "policy has changed since the query began; run it again");
        }
        return renewed;
    }
}
