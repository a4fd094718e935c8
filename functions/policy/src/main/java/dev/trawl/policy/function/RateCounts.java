package dev.trawl.policy.function;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.policy.PolicyDecision;
import dev.trawl.policy.RateLimit;
import dev.trawl.policy.RateRule;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

    private final ItemTable items;

    RateCounts(ItemTable items) {
        this.items = items;
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
        String partition = "rate#" + Hashes.sha256(principal).substring(0, 32);
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                List<ItemTable.Write> writes = writes(partition, queryId, limits, now);
                if (writes.isEmpty() || items.putAll(writes)) {
                    return;
                }
            }
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
        throw TrawlException.retryAfter(
                ErrorCode.RATE_LIMITED,
                "many requests come at once, and rule %s counts them; try again"
                        .formatted(limits.getFirst().rule()),
                1);
    }

    /// What is to be written for the request to count; nothing if it has counted before.
    private List<ItemTable.Write> writes(
            String partition, String queryId, List<RateLimit> limits, Instant now) {
        List<ItemTable.Write> writes = new ArrayList<>();
        for (RateLimit limit : limits) {
            ItemTable.Key seen = new ItemTable.Key(partition, limit.rule() + "#query#" + queryId);
            Optional<ItemTable.Item> before = items.find(seen);
            if (before.isPresent() && now.isBefore(time(before.get()).plus(REPEATED))) {
                continue;
            }
            Instant begin = begin(limit, now);
            Instant end = begin.plus(limit.rate().per().length());
            ItemTable.Key counter =
                    new ItemTable.Key(
                            partition,
                            "%s#%s#%d"
                                    .formatted(
                                            limit.rule(),
                                            limit.rate().per(),
                                            begin.getEpochSecond()));
            Optional<ItemTable.Item> stored = items.find(counter);
            long count = stored.map(RateCounts::number).orElse(0L);
            if (count >= requests(limit)) {
                throw refused(limit, now, end);
            }
            writes.add(write(seen, before, now.getEpochSecond(), now.plus(KEPT)));
            writes.add(write(counter, stored, count + 1, end.plus(KEPT)));
        }
        return writes;
    }

    private static TrawlException refused(RateLimit limit, Instant now, Instant end) {
        return TrawlException.retryAfter(
                ErrorCode.RATE_LIMITED,
                "rule %s lets a principal make at most %s; the next period begins at %s"
                        .formatted(
                                limit.rule(),
                                new RateRule(requests(limit), limit.rate().per()).describe(),
                                end),
                Math.toIntExact(Duration.between(now, end).toSeconds()) + 1);
    }

    private static int requests(RateLimit limit) {
        return Objects.requireNonNull(limit.rate().requests());
    }

    private static Instant begin(RateLimit limit, Instant now) {
        long length = limit.rate().per().length().toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), length) * length);
    }

    private static ItemTable.Write write(
            ItemTable.Key key, Optional<ItemTable.Item> before, long number, Instant expires) {
        return new ItemTable.Write(
                key,
                before.map(ItemTable.Item::version).orElse(ItemTable.ABSENT),
                JsonWriter.write(out -> out.object(o -> o.field("n").integer(number))),
                expires);
    }

    private static Instant time(ItemTable.Item seen) {
        return Instant.ofEpochSecond(number(seen));
    }

    private static long number(ItemTable.Item item) {
        try {
            return JsonReader.read(
                    item.document(),
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        long number = in.field("n").integer();
                        in.endObject();
                        return number;
                    });
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a count of requests cannot be read", e);
        }
    }
}
