package dev.trawl.source.jdbc.write;

import dev.trawl.protocol.TrawlException;
import dev.trawl.source.jdbc.connect.Connector;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

/// Connections of a source that may write, each made anew.
///
/// @param credentials asked for every connection, so that a rotated secret is taken up
public record Writers(Connector connector, Supplier<Credentials> credentials, PoolSettings settings)
        implements TableWriter.WriteConnections {
    @Override
    public Connection open() {
        return connector.connect(credentials.get(), settings);
    }

    @Override
    public TrawlException failure(SQLException e) {
        return connector.failure(e);
    }
}
