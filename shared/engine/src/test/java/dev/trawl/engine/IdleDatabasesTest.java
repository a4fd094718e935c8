package dev.trawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleDatabasesTest {
    private static final EngineSettings SETTINGS =
            new EngineSettings(64L << 20, 1, 64L << 20, 1_000);

    private final IdleDatabases databases = new IdleDatabases(SETTINGS);

    @Test
    void nothingOfAnEvaluationIsSeenByTheNext() throws SQLException {
        String first;
        try (Session session = databases.take()) {
            first = database(session);
            session.execute("CREATE TEMP TABLE answer(a bigint)");
            session.execute("INSERT INTO answer VALUES (1)");
        }
        try (Session session = databases.take()) {
            assertThat(database(session)).isEqualTo(first);
            assertThat(count(session, "duckdb_tables()")).isZero();
            assertThat(count(session, "duckdb_views() WHERE NOT internal")).isZero();
            session.execute("CREATE TEMP TABLE answer(a bigint)");
        }
    }

    @Test
    void everyEvaluationHasTheSettingsOfAFreshDatabase(@TempDir Path folder) throws SQLException {
        Map<String, String> fresh;
        try (Session session = Session.open(SETTINGS, folder)) {
            fresh = settings(session);
        }
        for (int i = 0; i < 2; i++) {
            try (Session session = databases.take()) {
                assertThat(settings(session)).isEqualTo(fresh);
            }
        }
        assertThat(fresh)
                .containsEntry("lock_configuration", "true")
                .containsEntry("enable_external_access", "false")
                .containsEntry("TimeZone", "UTC")
                .containsEntry("threads", "1");
    }

    @Test
    void nothingCanBeUnlockedOrRead(@TempDir Path folder) throws SQLException {
        for (int i = 0; i < 2; i++) {
            try (Session session = databases.take()) {
                for (String sql :
                        new String[] {
                            "SET threads=2",
                            "SET GLOBAL enable_external_access=true",
                            "COPY (SELECT 1) TO '%s'".formatted(folder.resolve("a.csv")),
                            "SELECT * FROM read_text('/etc/hostname')",
                            "ATTACH '%s'".formatted(folder.resolve("b.db"))
                        }) {
                    assertThatThrownBy(() -> session.execute(sql))
                            .as(sql)
                            .isInstanceOf(SQLException.class);
                }
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDatabaseThatFailedOrWasInterruptedIsNotUsedAgain() throws SQLException {
        String first;
        try (Session session = databases.take()) {
            first = database(session);
            assertThatThrownBy(() -> session.execute("FROM missing"))
                    .isInstanceOf(SQLException.class);
        }
        String second;
        try (Session session = databases.take()) {
            second = database(session);
            session.interrupt();
        }
        try (Session session = databases.take()) {
            assertThat(database(session)).isNotIn(first, second);
        }
    }

    @Test
    void sideBySideEachHasItsOwn() throws SQLException {
        try (Session a = databases.take();
                Session b = databases.take()) {
            assertThat(database(a)).isNotEqualTo(database(b));
        }
    }

    /// Its scratch folder tells a database from others.
    private static String database(Session session) throws SQLException {
        return value(session, "SELECT current_setting('temp_directory')");
    }

    private static long count(Session session, String from) throws SQLException {
        return Long.parseLong(value(session, "SELECT count(*) FROM " + from));
    }

    private static String value(Session session, String sql) throws SQLException {
        try (ResultSet result = session.query(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    /// All that do not name the folder.
    private static Map<String, String> settings(Session session) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        try (ResultSet result = session.query("SELECT name, value FROM duckdb_settings()")) {
            while (result.next()) {
                settings.put(result.getString(1), String.valueOf(result.getString(2)));
            }
        }
        settings.remove("temp_directory");
        settings.remove("allowed_directories");
        return settings;
    }
}
