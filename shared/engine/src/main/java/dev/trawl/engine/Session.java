package dev.trawl.engine;

import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.DuckDbMacros;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArrayStream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// One DuckDB in memory with one connection: locked, so that no text it runs reads or writes
/// anything but files of one folder, or loads code. Used by one thread, but for {@link #interrupt}.
final class Session implements AutoCloseable {
    private final DuckDBConnection connection;
    private final Object lock = new Object();
    private @Nullable Statement running;
    private boolean isInterrupted;

    private Session(DuckDBConnection connection) {
        this.connection = connection;
    }

    static Session open(EngineSettings settings, Path folder) {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        try {
            DuckDBConnection connection =
                    DriverManager.getConnection("jdbc:duckdb:", properties)
                            .unwrap(DuckDBConnection.class);
            return setUp(new Session(connection), settings, folder);
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        }
    }

    private static Session setUp(Session session, EngineSettings settings, Path folder)
            throws SQLException {
        try {
            session.execute(script(settings, folder));
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    private static String script(EngineSettings settings, Path folder) {
        String scratch = text(folder.toAbsolutePath().toString());
        List<String> options =
                List.of(
                        "memory_limit='%dB'".formatted(settings.memoryBytes()),
                        "max_temp_directory_size='%dB'".formatted(settings.scratchBytes()),
                        "threads=" + settings.threads(),
                        "temp_directory="
                                + text(folder.resolve("spill").toAbsolutePath().toString()),
                        "allowed_directories=[%s]".formatted(scratch),
                        "enable_external_access=false",
                        "autoinstall_known_extensions=false",
                        "autoload_known_extensions=false",
                        "allow_community_extensions=false",
                        "error_on_division_by_zero=true",
                        "default_null_order='nulls_last_on_asc_first_on_desc'",
                        "TimeZone='UTC'",
                        "preserve_insertion_order=true",
                        "enable_progress_bar=false");
        return Stream.of(
                        options.stream().map(o -> "SET " + o),
                        DuckDbMacros.STATEMENTS.stream(),
                        Stream.of("SET lock_configuration=true"))
                .flatMap(s -> s)
                .collect(Collectors.joining(";\n"));
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /// @throws TrawlException with the code of what went wrong
    void execute(String sql) throws SQLException {
        try (Statement statement = begin()) {
            statement.execute(sql);
        } finally {
            end();
        }
    }

    /// The caller closes the statement with the result.
    ResultSet query(String sql) throws SQLException {
        Statement statement = connection.createStatement();
        try {
            return statement.executeQuery(sql);
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    void register(String name, ArrowArrayStream stream) {
        connection.registerArrowStream(name, stream);
    }

    private Statement begin() throws SQLException {
        synchronized (lock) {
            if (isInterrupted) {
                throw new SQLException("INTERRUPT Error: Interrupted!");
            }
            Statement statement = connection.createStatement();
            running = statement;
            return statement;
        }
    }

    private void end() {
        synchronized (lock) {
            running = null;
        }
    }

    /// Ends what runs now and whatever would run later; from any thread.
    void interrupt() {
        synchronized (lock) {
            isInterrupted = true;
            if (running != null) {
                try {
                    running.cancel();
                } catch (SQLException _) {
                    // It has ended by itself.
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        }
    }
}
