package dev.trawl.source.jdbc.connect;

import java.time.Duration;

/// How a source connects.
///
/// @param connectionsMax at once from one function; with the function's reserved concurrency it is
///   the database's budget
/// @param ageMax older connections are replaced; credentials rotate and proxies drop
/// @param idleUnchecked connections idle for less are used without asking the server
/// @param connectTimeout of a new connection, and of the check of an old one
public record PoolSettings(
        int connectionsMax, Duration ageMax, Duration idleUnchecked, Duration connectTimeout) {
    public static final PoolSettings DEFAULT =
            new PoolSettings(
                    8, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(5));

    public PoolSettings {
        if (connectionsMax < 1
                || !ageMax.isPositive()
                || idleUnchecked.isNegative()
                || connectTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "pool settings must be positive: %d connections, age %s, connect timeout %s"
                            .formatted(connectionsMax, ageMax, connectTimeout));
        }
    }
}
