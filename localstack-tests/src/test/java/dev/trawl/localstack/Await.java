package dev.trawl.localstack;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Looks until what is awaited is there.
final class Await {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private Await() {}

    /// The first look that is as wanted, or the last one when time is up.
    static <T> T until(Duration longest, Supplier<T> look, Predicate<T> wanted) {
        Instant end = Instant.now().plus(longest);
        T seen = look.get();
        while (!wanted.test(seen) && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            seen = look.get();
        }
        return seen;
    }
}
