package dev.trawl.fleet;

import java.time.Duration;

/// What one function may use.
///
/// `concurrency` is the number of environments at most; `queue` the synchronous invocations that
/// may wait for one (AWS has no such queue: there the next one is refused at once).
public record FunctionLimits(int memoryMb, Duration timeout, int concurrency, int queue) {

    public FunctionLimits {
        requireRange("memory", memoryMb, 128, 10_240);
        requireRange("concurrency", concurrency, 1, 1_000);
        requireRange("queue", queue, 0, 10_000);
        if (timeout.compareTo(Duration.ofMillis(100)) < 0
                || timeout.compareTo(Duration.ofMinutes(15)) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be from 0.1 s to 15 min, not " + timeout + ".");
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " must be from " + min + " to " + max + ", not " + value + ".");
        }
    }
}
