package dev.trawl.source.jdbc;

import dev.trawl.plan.Type;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.discover.Discovery;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

/// A PostgreSQL of its own on a free port; closed by who started it.
final class Database implements AutoCloseable {
    static final Type.Decimal BARE_NUMERIC = new Type.Decimal(38, 9);

    private final EmbeddedPostgres server;

    private Database(EmbeddedPostgres server) {
        this.server = server;
    }

    static Database start() {
        return start(100);
    }

    /// One that takes so many connections, those for its owner included.
    static Database start(int connectionsMax) {
        try {
            return new Database(
                    EmbeddedPostgres.builder()
                            .setServerConfig("max_connections", Integer.toString(connectionsMax))
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("fsync", "off")
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Credentials credentials() {
        return new Credentials(
                "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort()),
                "postgres",
                "postgres");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(credentials().url(), "postgres", "postgres");
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    PostgresSource source(PoolSettings settings) {
        return source(new ConnectionPool(this::credentials, settings, Clock.systemUTC()));
    }

    /// One that reads tables of a page or more by several connections.
    PostgresSource sourceByPages(PoolSettings settings) {
        return new PostgresSource(
                new ConnectionPool(this::credentials, settings, Clock.systemUTC()),
                new Discovery(BARE_NUMERIC),
                Clock.systemUTC(),
                new PageCount.Worth(0, 1));
    }

    PostgresSource source(ConnectionPool pool) {
        return new PostgresSource(pool, new Discovery(BARE_NUMERIC), Clock.systemUTC());
    }

    void stop() {
        close();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
