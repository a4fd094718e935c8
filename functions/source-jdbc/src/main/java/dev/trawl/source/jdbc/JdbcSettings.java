package dev.trawl.source.jdbc;

import dev.trawl.lambda.Settings;
import dev.trawl.plan.Type;
import dev.trawl.source.jdbc.connect.PoolSettings;
import java.time.Duration;

/// Settings of this kind of source, beside those of every source function.
///
/// @param secretId secret with {@link dev.trawl.source.jdbc.connect.Credentials}
/// @param bareNumeric the type of numeric columns without digits
record JdbcSettings(String secretId, PoolSettings pool, Type.Decimal bareNumeric) {
    private static final PoolSettings POOL = PoolSettings.DEFAULT;
    private static final int SCALE = 9;

    /// @throws IllegalArgumentException that names the variable at fault
    static JdbcSettings of(Settings settings) {
        return new JdbcSettings(
                settings.text("TRAWL_SECRET_ID"),
                new PoolSettings(
                        settings.integer("TRAWL_CONNECTIONS_MAX", POOL.connectionsMax(), 1, 100),
                        settings.duration(
                                "TRAWL_CONNECTION_AGE_MAX",
                                POOL.ageMax(),
                                Duration.ofSeconds(1),
                                Duration.ofHours(12)),
                        settings.duration(
                                "TRAWL_CONNECTION_IDLE_UNCHECKED",
                                POOL.idleUnchecked(),
                                Duration.ZERO,
                                Duration.ofMinutes(1)),
                        settings.duration(
                                "TRAWL_CONNECT_TIMEOUT",
                                POOL.connectTimeout(),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30))),
                new Type.Decimal(
                        Type.Decimal.PRECISION_MAX,
                        settings.integer(
                                "TRAWL_NUMERIC_SCALE", SCALE, 0, Type.Decimal.PRECISION_MAX)));
    }
}
