package dev.trawl.source.jdbc.write;

import dev.trawl.source.write.RowParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// What writing differs in from database to database. Everything runs in the transaction of the
/// connection, but for {@link #open}.
public sealed interface WriteDialect permits PostgresWrites, MariaDbWrites {
    /// Makes a connection one that writes, whose statements end after a time.
    void open(Connection connection, Duration timeMax) throws SQLException;

    /// Creates the table of runs, in which every run is once.
    void createRuns(Connection connection, String table) throws SQLException;

    /// Refuses a table whose rows cannot be written all or none.
    void check(Connection connection, Target target) throws SQLException;

    /// A table of the connection alone with the target's columns.
    void stage(Connection connection, Target target) throws SQLException;

    /// Writes all rows.
    ///
    /// @param table as it stands in SQL
    /// @return how many
    long load(Connection connection, String table, Target target, RowParts parts)
            throws SQLException;

    /// Changes the rows whose keys are staged; nobody else writes the table until the end.
    void update(Connection connection, Target target) throws SQLException;
}
