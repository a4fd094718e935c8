package dev.trawl.policy.function;

import dev.trawl.policy.PolicyDecision;
import dev.trawl.policy.RateLimit;
import dev.trawl.policy.RateRule;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.Period;
import dev.trawl.store.Tallies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Counts requests by principal and rule in the item table, before anything is granted.
/// Thread-safe.
///
/// Rows and bytes are counted by the sources, which see them. A request counts once for each rule,
/// also if it is repeated under its query id within a few minutes; all its counts are written at
/// once or none. What cannot be counted is denied.
final class RateCounts {
    private static final int ATTEMPTS = 10;

    /// Here and in a source, each in one transaction.
    private static final int LIMITS_MAX = 40;

    /// For how long a repeated request is the same one.
    private static final Duration REPEATED = Duration.ofMinutes(10);

    private static final Duration KEPT = Duration.ofDays(1);

    private static final String NUMBER = "n";

    private final Tallies tallies;

    RateCounts(ItemTable items) {
        this.tallies = new Tallies(items, ATTEMPTS);
    }

    /// @throws TrawlException RATE_LIMITED if a rule lets the principal ask no more in this period;
    ///   POLICY_UNAVAILABLE if it cannot be counted
    void count(String principal, String queryId, PolicyDecision decision, Instant now) {
        List<RateLimit> all =
                decision.tables().stream()
                        .filter(t -> t.outcome() instanceof Decision.Permit)
                        .flatMap(t -> t.rates().stream())
                        .distinct()
                        .toList();
        if (all.size() > LIMITS_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the request is subject to %d rates, the limit is %d; ask for fewer tables"
                            .formatted(all.size(), LIMITS_MAX));
        }
        List<RateLimit> limits = all.stream().filter(r -> r.rate().requests() != null).toList();
        if (limits.isEmpty()) {
            return;
        }
        String partition = Tallies.partition("rate", principal);
        boolean isCounted;
        try {
            isCounted = tallies.write(() -> writes(partition, queryId, limits, now));
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.RATE_LIMITED) {
                throw e;
            }
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the request cannot be counted, as rule %s asks; everything is denied"
                            .formatted(limits.getFirst().rule()),
                    e);
        }
        if (!isCounted) {
            throw TrawlException.retryAfter(
                    ErrorCode.RATE_LIMITED,
                    "many requests come at once, and rule %s counts them; try again"
                            .formatted(limits.getFirst().rule()),
                    1);
        }
    }

    /// What is to be written for the request to count; nothing if it has counted before.
    private List<ItemTable.Write> writes(
            String partition, String queryId, List<RateLimit> limits, Instant now) {
        List<ItemTable.Write> writes = new ArrayList<>();
        for (RateLimit limit : limits) {
            Tallies.Tally seen =
                    tallies.read(new ItemTable.Key(partition, limit.rule() + "#query#" + queryId));
            if (!seen.isAbsent() && now.isBefore(time(seen).plus(REPEATED))) {
                continue;
            }
            Period period = Period.at(now, limit.rate().per().length());
            Tallies.Tally counter =
                    tallies.read(
                            new ItemTable.Key(
                                    partition,
                                    "%s#%s#%d"
                                            .formatted(
                                                    limit.rule(),
                                                    limit.rate().per(),
                                                    period.begin().getEpochSecond())));
            if (counter.of(NUMBER) >= requests(limit)) {
                throw refused(limit, now, period);
            }
            writes.add(seen.with(Map.of(NUMBER, now.getEpochSecond()), now.plus(KEPT)));
            writes.add(
                    counter.with(Map.of(NUMBER, counter.of(NUMBER) + 1), period.end().plus(KEPT)));
        }
        return writes;
    }

    private static TrawlException refused(RateLimit limit, Instant now, Period period) {
        return TrawlException.retryAfter(
                ErrorCode.RATE_LIMITED,
                "rule %s lets a principal make at most %s; the next period begins at %s"
                        .formatted(
                                limit.rule(),
                                new RateRule(requests(limit), limit.rate().per()).describe(),
                                period.end()),
                period.secondsLeft(now));
    }

    private static int requests(RateLimit limit) {
        return Objects.requireNonNull(limit.rate().requests());
    }

    private static Instant time(Tallies.Tally seen) {
        return Instant.ofEpochSecond(seen.of(NUMBER));
    }
}
