package dev.trawl.policy.function;

import dev.trawl.policy.PolicyDecision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Decisions of the last seconds, by everything they depended on but the time. Thread-safe.
final class DecisionCache {
    private static final int ENTRIES_MAX = 1_000;

    private final Duration fresh;
    private final Clock clock;
    private final Map<String, Cached> entries =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
                    return size() > ENTRIES_MAX;
                }
            };

    DecisionCache(Duration fresh, Clock clock) {
        this.fresh = fresh;
        this.clock = clock;
    }

    PolicyDecision decided(String key, Supplier<PolicyDecision> decide) {
        Instant now = clock.instant();
        synchronized (entries) {
            Cached entry = entries.get(key);
            if (entry != null && now.isBefore(entry.until())) {
                return entry.decision();
            }
        }
        PolicyDecision decision = decide.get();
        synchronized (entries) {
            entries.put(key, new Cached(decision, now.plus(fresh)));
        }
        return decision;
    }

    private record Cached(PolicyDecision decision, Instant until) {}
}
