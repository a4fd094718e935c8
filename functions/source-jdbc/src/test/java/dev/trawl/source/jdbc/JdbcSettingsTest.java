package dev.trawl.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.lambda.Settings;
import dev.trawl.plan.Type;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.mariadb.TinyInt1;
import dev.trawl.source.jdbc.mariadb.ZeroDates;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JdbcSettingsTest {
    @Test
    void defaultsHold() {
        assertThat(JdbcSettings.of(new Settings(Map.of("TRAWL_SECRET_ID", "s"))))
                .isEqualTo(
                        new JdbcSettings(
                                JdbcSettings.Engine.POSTGRESQL,
                                "s",
                                PoolSettings.DEFAULT,
                                new Type.Decimal(38, 9),
                                TinyInt1.INTEGER,
                                ZeroDates.ERROR,
                                null));
    }

    @Test
    void everyVariableIsRead() {
        assertThat(
                        JdbcSettings.of(
                                new Settings(
                                        Map.of(
                                                "TRAWL_ENGINE", "mariadb",
                                                "TRAWL_TINYINT1", "boolean",
                                                "TRAWL_ZERO_DATES", "missing",
                                                "TRAWL_SECRET_ID", "s",
                                                "TRAWL_CONNECTIONS_MAX", "3",
                                                "TRAWL_CONNECTION_AGE_MAX", "1h",
                                                "TRAWL_CONNECTION_IDLE_UNCHECKED", "7s",
                                                "TRAWL_CONNECT_TIMEOUT", "2s",
                                                "TRAWL_NUMERIC_SCALE", "12"))))
                .isEqualTo(
                        new JdbcSettings(
                                JdbcSettings.Engine.MARIADB,
                                "s",
                                new PoolSettings(
                                        3,
                                        Duration.ofHours(1),
                                        Duration.ofSeconds(7),
                                        Duration.ofSeconds(2)),
                                new Type.Decimal(38, 12),
                                TinyInt1.BOOLEAN,
                                ZeroDates.MISSING,
                                null));
    }

    @Test
    void writingHasASecretOfItsOwnIfOneIsNamed() {
        Map<String, String> writable = Map.of("TRAWL_SECRET_ID", "s", "TRAWL_WRITABLE", "true");
        Map<String, String> more = new HashMap<>(writable);
        more.put("TRAWL_WRITE_SECRET_ID", "w");
        more.put("TRAWL_RUNS_TABLE", "loads");

        assertThat(JdbcSettings.of(new Settings(writable)).writing())
                .isEqualTo(new JdbcSettings.Writing("s", "trawl_runs"));
        assertThat(JdbcSettings.of(new Settings(more)).writing())
                .isEqualTo(new JdbcSettings.Writing("w", "loads"));
    }

    @Test
    void boundsHold() {
        assertThatThrownBy(() ->
                        JdbcSettings.of(
                                new Settings(
                                        Map.of(
                                                "TRAWL_SECRET_ID", "s",
                                                "TRAWL_CONNECTIONS_MAX", "0"))))
                .hasMessage("TRAWL_CONNECTIONS_MAX must be from 1 to 100, not 0");
    }
}
