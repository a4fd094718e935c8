package dev.trawl.engine;

import dev.trawl.protocol.TrawlException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.apache.arrow.c.ArrowArrayStream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// One connection to a database that is its alone. Used by one thread, but for {@link #interrupt}.
final class Session implements AutoCloseable {
    private final Database database;
    private final Consumer<Database> whenWell;
    private final DuckDBConnection connection;
    private final Object lock = new Object();
    private @Nullable Statement running;
    private boolean isInterrupted;
    private boolean hasFailed;

    private Session(Database database, Consumer<Database> whenWell) {
        this.database = database;
        this.whenWell = whenWell;
        this.connection = database.connect();
    }

    /// On a database of its own that may read files of the folder, and is closed with it.
    static Session open(EngineSettings settings, Path folder) {
        return of(Database.open(settings, folder), Database::close);
    }

    /// @param whenWell takes the database back at the end if nothing failed; else it is closed
    static Session of(Database database, Consumer<Database> whenWell) {
        try {
            return new Session(database, whenWell);
        } catch (TrawlException e) {
            database.close();
            throw e;
        }
    }

    /// @throws TrawlException with the code of what went wrong
    ///
    /// @return rows that were inserted, if it inserts
    long execute(String sql) throws SQLException {
        try (Statement statement = begin()) {
            statement.execute(sql);
            return statement.getLargeUpdateCount();
        } catch (SQLException e) {
            hasFailed = true;
            throw e;
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
            hasFailed = true;
            statement.close();
            throw e;
        }
    }

    /// Of files that it can read.
    Path folder() {
        return database.folder();
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
            database.close();
            throw EngineErrors.of(e);
        }
        if (isWell()) {
            whenWell.accept(database);
        } else {
            database.close();
        }
    }

    private boolean isWell() {
        synchronized (lock) {
            return !hasFailed && !isInterrupted;
        }
    }
}
