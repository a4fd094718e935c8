package dev.trawl.source.jdbc.connect;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;

/// Connects to PostgreSQL.
public final class PostgresConnector implements Connector {
    @Override
    public Connection connect(Credentials to, PoolSettings settings) {
        if (!to.url().startsWith("jdbc:postgresql:")) {
            throw new TrawlException(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    "the url in the source's secret must begin with jdbc:postgresql:");
        }
        Connection connection = open(to, settings);
        try {
            prepare(connection);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw SqlErrors.of(e);
        } catch (RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    @Override
    public void cancel(Connection connection) throws SQLException {
        driver(connection).cancelQuery();
    }

    @Override
    public void discard(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public TrawlException failure(SQLException e) {
        return SqlErrors.of(e);
    }

    /// The driver's own interface, also of a connection that has ended, which unwraps nothing.
    public static PGConnection driver(Connection connection) {
        if (connection instanceof PGConnection driver) {
            return driver;
        }
        throw new IllegalStateException("not a PostgreSQL connection");
    }

    private static Connection open(Credentials to, PoolSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", to.user());
        properties.setProperty("password", to.password());
        String seconds = Long.toString(settings.connectTimeout().toSeconds());
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("cancelSignalTimeout", seconds);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("assumeMinServerVersion", "12");
        try {
            return DriverManager.getConnection(to.url(), properties);
        } catch (SQLException e) {
            throw SqlErrors.whileConnecting(SqlErrors.of(e));
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        if (!"UTF8"
                .equals(
                        connection
                                .unwrap(PGConnection.class)
                                .getParameterStatus("server_encoding"))) {
            throw new TrawlException(
                    ErrorCode.SOURCE_DATA_INVALID,
                    "the database's encoding is not UTF8; text cannot be compared as Trawl does");
        }
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // The connection is given up either way.
        }
    }
}
