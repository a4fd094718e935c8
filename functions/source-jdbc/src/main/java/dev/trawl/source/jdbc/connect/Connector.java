package dev.trawl.source.jdbc.connect;

import java.sql.Connection;

/// How a kind of database is connected to.
public interface Connector {
    /// A new connection, read only and without automatic commits.
    ///
    /// @throws dev.trawl.protocol.TrawlException without any of the database's own text
    Connection connect(Credentials to, PoolSettings settings);
}
