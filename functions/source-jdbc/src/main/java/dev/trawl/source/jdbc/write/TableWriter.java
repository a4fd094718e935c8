package dev.trawl.source.jdbc.write;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.write.RowParts;
import dev.trawl.source.write.TableWrite;
import dev.trawl.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/// Writes a run's rows in one transaction that begins with the run's key, whose table lets no key
/// in twice. So of two writers of one run the second waits for the end of the first, and writes
/// only if the first did not. Thread-safe; each write has a connection of its own.
public final class TableWriter {
    private final WriteConnections connections;
    private final WriteDialect dialect;
    private final String runsTable;
    private final Clock clock;

    /// @param runsTable name of the table with the keys of runs, in the schema of what is written
    public TableWriter(
            WriteConnections connections, WriteDialect dialect, String runsTable, Clock clock) {
        this.connections = connections;
        this.dialect = dialect;
        this.runsTable = runsTable;
        this.clock = clock;
    }

    /// Opens connections that may write; each is closed by who asked.
    public interface WriteConnections {
        /// @throws TrawlException SOURCE_UNAVAILABLE
        Connection open();

        /// What a failure means.
        TrawlException failure(SQLException e);
    }

    public SourceAnswer.Written write(TableWrite write, RowParts parts, Instant deadline) {
        Target target = Target.of(write);
        try (Connection connection = connections.open()) {
            dialect.open(connection, Duration.between(clock.instant(), deadline));
            String runs = Identifiers.quote(target.schema()) + "." + Identifiers.quote(runsTable);
            dialect.check(connection, target);
            OptionalLong earlier = begin(connection, runs, write.run(), target);
            if (earlier.isPresent()) {
                connection.rollback();
                return new SourceAnswer.Written(earlier.getAsLong(), true);
            }
            long rows = rows(connection, target, parts);
            record(connection, runs, write.run(), rows);
            commit(connection);
            return new SourceAnswer.Written(rows, false);
        } catch (SQLException e) {
            throw failure(e, target);
        }
    }

    /// Takes the run's key; the rows that were written under it, if it is taken.
    private OptionalLong begin(Connection connection, String runs, String run, Target target)
            throws SQLException {
        if (!hasRuns(connection, target)) {
            dialect.createRuns(connection, runs);
        }
        OptionalLong earlier = find(connection, runs, run);
        if (earlier.isPresent()) {
            return earlier;
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO %s (run, \"rows\") VALUES (?, 0)".formatted(runs))) {
            insert.setString(1, run);
            insert.executeUpdate();
            return OptionalLong.empty();
        } catch (SQLException e) {
            if (!WriteErrors.isConstraint(e)) {
                throw e;
            }
            connection.rollback();
            return find(connection, runs, run);
        }
    }

    private boolean hasRuns(Connection connection, Target target) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?")) {
            statement.setString(1, target.schema());
            statement.setString(2, runsTable);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static OptionalLong find(Connection connection, String runs, String run)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT \"rows\" FROM %s WHERE run = ?".formatted(runs))) {
            statement.setString(1, run);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private long rows(Connection connection, Target target, RowParts parts) throws SQLException {
        return switch (target.mode()) {
            case APPEND -> dialect.load(connection, target.name(), target, parts);
            case REPLACE -> {
                execute(connection, WriteSql.delete(target));
                yield dialect.load(connection, target.name(), target, parts);
            }
            case MERGE -> {
                dialect.stage(connection, target);
                long rows = dialect.load(connection, WriteSql.STAGE, target, parts);
                requireKeys(connection, target);
                dialect.update(connection, target);
                execute(connection, WriteSql.insertMissing(target));
                yield rows;
            }
        };
    }

    private static void requireKeys(Connection connection, Target target) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet fault = statement.executeQuery(WriteSql.keyFault(target))) {
            if (fault.next()) {
                throw new TrawlException(
                        ErrorCode.ROWS_REFUSED,
                        "two rows of the query have one key (%s), or one has no value in it; nothing was written"
                                .formatted(String.join(", ", target.key())));
            }
        }
    }

    private static void record(Connection connection, String runs, String run, long rows)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE %s SET \"rows\" = ? WHERE run = ?".formatted(runs))) {
            update.setLong(1, rows);
            update.setString(2, run);
            update.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// When the connection breaks here, the rows are there or not; the next request finds out.
    private void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (WriteErrors.isConstraint(e) || WriteErrors.isRolledBack(e)) {
                throw e;
            }
            throw new TrawlException(
                    ErrorCode.COMMIT_STATE_UNKNOWN,
                    "the connection broke while rows were committed; asked again, the run finds out");
        }
    }

    private TrawlException failure(SQLException e, Target target) {
        return WriteErrors.of(e, target, runsTable).orElseGet(() -> connections.failure(e));
    }
}
