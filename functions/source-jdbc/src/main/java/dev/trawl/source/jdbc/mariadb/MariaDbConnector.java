package dev.trawl.source.jdbc.mariadb;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.jdbc.connect.Connector;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.connect.SqlErrors;
import dev.trawl.sql.MariaDbSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.regex.Pattern;

/// Connects to MariaDB. Beyond this machine only over TLS with a verified certificate, unless the
/// url says another `sslMode`.
public final class MariaDbConnector implements Connector {
    private static final String PREFIX = "jdbc:mariadb:";
    private static final Pattern LOOPBACK =
            Pattern.compile("jdbc:mariadb://(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?(/.*)?");

    /// The driver would log the server's messages, which may quote values. It asks once, when its
    /// first class is loaded.
    public MariaDbConnector() {
        System.setProperty("mariadb.logging.disable", "true");
    }

    @Override
    public Connection connect(Credentials to, PoolSettings settings) {
        if (!to.url().startsWith(PREFIX)) {
            throw new TrawlException(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    "the url in the source's secret must begin with " + PREFIX);
        }
        Connection connection;
        try {
            connection = DriverManager.getConnection(to.url(), properties(to, settings));
        } catch (SQLException e) {
            throw SqlErrors.whileConnecting(MariaDbErrors.of(e));
        }
        try {
            prepare(connection);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw MariaDbErrors.of(e);
        } catch (RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    @Override
    public void cancel(Connection connection) throws SQLException {
        if (connection instanceof org.mariadb.jdbc.Connection driver) {
            driver.cancelCurrentQuery();
        }
    }

    /// Cuts it: its close would read the rest of the rows.
    @Override
    public void discard(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
        connection.close();
    }

    @Override
    public TrawlException failure(SQLException e) {
        return MariaDbErrors.of(e);
    }

    private static Properties properties(Credentials to, PoolSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", to.user());
        properties.setProperty("password", to.password());
        properties.setProperty(
                "connectTimeout", Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        // The binary protocol: floating numbers come as they are, not as six digits.
        properties.setProperty("useServerPrepStmts", "true");
        properties.setProperty("cachePrepStmts", "false");
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("allowLocalInfile", "false");
        properties.setProperty("permitRedirect", "false");
        if (!to.url().contains("sslMode=") && !LOOPBACK.matcher(to.url()).matches()) {
            properties.setProperty("sslMode", "verify-full");
        }
        return properties;
    }

    private static void prepare(Connection connection) throws SQLException {
        if (!"MariaDB".equals(connection.getMetaData().getDatabaseProductName())) {
            throw new TrawlException(
                    ErrorCode.SOURCE_DATA_INVALID,
                    "the database is not MariaDB; another has no collation that compares text as"
                            + " Trawl does");
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : MariaDbSession.STATEMENTS) {
                statement.execute(sql);
            }
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // The connection is given up either way.
        }
    }
}
