package dev.trawl.source.jdbc;

import dev.trawl.lambda.Settings;
import dev.trawl.plan.Type;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.mariadb.TinyInt1;
import dev.trawl.source.jdbc.mariadb.ZeroDates;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Settings of this kind of source, beside those of every source function.
///
/// @param engine which database it is
/// @param secretId secret with {@link dev.trawl.source.jdbc.connect.Credentials}
/// @param bareNumeric the type of numeric columns without digits, in PostgreSQL
/// @param tinyInt1 what `tinyint(1)` is, in MariaDB
/// @param zeroDates what dates are that are none, in MariaDB
/// @param writing absent where the source takes no rows
record JdbcSettings(
        Engine engine,
        String secretId,
        PoolSettings pool,
        Type.Decimal bareNumeric,
        TinyInt1 tinyInt1,
        ZeroDates zeroDates,
        @Nullable Writing writing) {
    private static final PoolSettings POOL = PoolSettings.DEFAULT;
    private static final int SCALE = 9;

    /// Whose SQL and driver.
    enum Engine {
        POSTGRESQL,
        MARIADB
    }

    /// How rows are written.
    ///
    /// @param secretId secret of who may write
    /// @param runsTable where the keys of runs are recorded, in the schema of what is written
    record Writing(String secretId, String runsTable) {
        private static final String RUNS = "trawl_runs";

        Writing {
            if (!runsTable.matches("[a-z][a-z0-9_]{0,47}")) {
                throw new IllegalArgumentException(
                        "TRAWL_RUNS_TABLE must match [a-z][a-z0-9_]*, not '%s'"
                                .formatted(runsTable));
            }
        }

        static @Nullable Writing of(Settings settings) {
            return settings.flag("TRAWL_WRITABLE", false)
                    ? new Writing(
                            settings.text(
                                    "TRAWL_WRITE_SECRET_ID", settings.text("TRAWL_SECRET_ID")),
                            settings.text("TRAWL_RUNS_TABLE", RUNS))
                    : null;
        }
    }

    /// @throws IllegalArgumentException that names the variable at fault
    static JdbcSettings of(Settings settings) {
        return new JdbcSettings(
                settings.choice("TRAWL_ENGINE", Engine.POSTGRESQL),
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
                                "TRAWL_NUMERIC_SCALE", SCALE, 0, Type.Decimal.PRECISION_MAX)),
                settings.choice("TRAWL_TINYINT1", TinyInt1.INTEGER),
                settings.choice("TRAWL_ZERO_DATES", ZeroDates.ERROR),
                Writing.of(settings));
    }
}
