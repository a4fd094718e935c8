package dev.trawl.source.jdbc.connect;

import dev.trawl.protocol.TrawlException;
import java.sql.Connection;
import java.sql.SQLException;

/// How a kind of database is connected to and disconnected from.
public interface Connector {
    /// A new connection, read only and without automatic commits.
    ///
    /// @throws TrawlException without any of the database's own text
    Connection connect(Credentials to, PoolSettings settings);

    /// Ends what a connection runs, from another thread. It may have ended.
    void cancel(Connection connection) throws SQLException;

    /// Closes a connection that may be in the middle of a statement, without reading its rows.
    void discard(Connection connection) throws SQLException;

    /// What a failure means when neither a deadline nor a cancellation caused it.
    TrawlException failure(SQLException e);
}
