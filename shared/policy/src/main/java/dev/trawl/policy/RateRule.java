package dev.trawl.policy;

import java.time.Duration;
import java.util.Locale;

/// How often a principal may ask for data under a rule.
///
/// @param requests at most so many in one period
/// @param per periods begin at full minutes, hours and days in UTC
public record RateRule(int requests, Per per) {
    private static final int REQUESTS_MAX = 1_000_000;

    public enum Per {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Per(Duration length) {
            this.length = length;
        }

        public Duration length() {
            return length;
        }
    }

    public RateRule {
        if (requests < 1 || requests > REQUESTS_MAX) {
            throw new IllegalArgumentException(
                    "a rate is 1 to %d requests, not %d".formatted(REQUESTS_MAX, requests));
        }
    }

    /// In words, `10 requests per hour`.
    public String describe() {
        return "%d request%s per %s"
                .formatted(requests, requests == 1 ? "" : "s", per.name().toLowerCase(Locale.ROOT));
    }
}
