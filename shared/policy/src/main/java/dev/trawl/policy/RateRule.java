package dev.trawl.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How often and how much a principal may read under a rule; one of the three at least.
///
/// @param requests at most so many in one period; absent for any number
/// @param rows that leave all sources in one period; absent for any number
/// @param bytes that leave all sources in one period, as Arrow; absent for any number
/// @param per periods begin at full minutes, hours and days in UTC
public record RateRule(
        @Nullable Integer requests, @Nullable Long rows, @Nullable Long bytes, Per per) {
    private static final int REQUESTS_MAX = 1_000_000;
    private static final long VOLUME_MAX = 1_000_000_000_000_000L;

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

        /// As rules write it.
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Of requests alone.
    public RateRule(int requests, Per per) {
        this(requests, null, null, per);
    }

    public RateRule {
        if (requests == null && rows == null && bytes == null) {
            throw new IllegalArgumentException("a rate is of requests, rows or bytes");
        }
        if (requests != null && (requests < 1 || requests > REQUESTS_MAX)) {
            throw new IllegalArgumentException(
                    "a rate is 1 to %d requests, not %d".formatted(REQUESTS_MAX, requests));
        }
        check("rows", rows);
        check("bytes", bytes);
    }

    private static void check(String what, @Nullable Long volume) {
        if (volume != null && (volume < 1 || volume > VOLUME_MAX)) {
            throw new IllegalArgumentException(
                    "a rate is 1 to %d %s, not %d".formatted(VOLUME_MAX, what, volume));
        }
    }

    /// In words, `10 requests and 5000 rows per hour`.
    public String describe() {
        List<String> parts = new ArrayList<>();
        add(parts, requests == null ? null : (long) requests, "request");
        add(parts, rows, "row");
        add(parts, bytes, "byte");
        String last = parts.removeLast();
        String text = parts.isEmpty() ? last : String.join(", ", parts) + " and " + last;
        return text + " per " + per.text();
    }

    private static void add(List<String> parts, @Nullable Long number, String what) {
        if (number != null) {
            parts.add("%d %s%s".formatted(number, what, number == 1 ? "" : "s"));
        }
    }

    /// Whether it lets nothing pass that `other` would stop.
    boolean isWithin(RateRule other) {
        return per == other.per
                && isWithin(
                        requests == null ? null : (long) requests,
                        other.requests == null ? null : (long) other.requests)
                && isWithin(rows, other.rows)
                && isWithin(bytes, other.bytes);
    }

    private static boolean isWithin(@Nullable Long own, @Nullable Long other) {
        return other == null || own != null && own <= other;
    }
}
