package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.DuckDbMacros;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/// One in-memory DuckDB for one evaluation, locked down: it reads the given folder and nothing
/// else, loads no extension, and its settings cannot be changed. Closed by its owner.
final class Session implements AutoCloseable {
    private final DuckDBConnection connection;

    private Session(DuckDBConnection connection) {
        this.connection = connection;
    }

    static Session open(EngineSettings settings, Path folder) {
        try {
            Properties properties = new Properties();
            properties.setProperty("autoinstall_known_extensions", "false");
            properties.setProperty("autoload_known_extensions", "false");
            properties.setProperty("allow_community_extensions", "false");
            DuckDBConnection connection =
                    DriverManager.getConnection("jdbc:duckdb:", properties)
                            .unwrap(DuckDBConnection.class);
            Session session = new Session(connection);
            session.setUp(settings, folder);
            return session;
        } catch (SQLException e) {
            throw new TrawlException(ErrorCode.INTERNAL, "the local evaluator does not start", e);
        }
    }

    private void setUp(EngineSettings settings, Path folder) throws SQLException {
        String path = folder.toAbsolutePath().toString().replace("'", "''");
        List<String> before =
                List.of(
                        "SET TimeZone = 'UTC'",
                        "SET memory_limit = '%dB'".formatted(settings.memoryBytes()),
                        "SET threads = %d".formatted(settings.threads()),
                        "SET temp_directory = '%s/spill'".formatted(path),
                        "SET max_temp_directory_size = '%dB'".formatted(settings.scratchBytes()),
                        "SET default_null_order = 'nulls_last_on_asc_first_on_desc'",
                        "SET enable_progress_bar = false",
                        "SET allowed_directories = ['%s']".formatted(path),
                        "SET enable_external_access = false");
        try (Statement statement = connection.createStatement()) {
            for (String sql : before) {
                statement.execute(sql);
            }
            for (String sql : DuckDbMacros.STATEMENTS) {
                statement.execute(sql);
            }
            statement.execute("SET lock_configuration = true");
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    DuckDBConnection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new TrawlException(ErrorCode.INTERNAL, "the local evaluator does not end", e);
        }
    }
}
