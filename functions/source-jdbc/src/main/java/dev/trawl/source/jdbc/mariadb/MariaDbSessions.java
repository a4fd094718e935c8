package dev.trawl.source.jdbc.mariadb;

import dev.trawl.source.ReadContext;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Session;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

/// Sessions of MariaDB, each with a consistent snapshot of its own.
final class MariaDbSessions {
    private MariaDbSessions() {}

    static Session begin(ConnectionPool pool, ReadContext context, Clock clock) {
        return Session.begin(
                pool, context, clock, context.deadline(), MariaDbSessions::startTransaction);
    }

    /// A slow reader must not make the server give up before the deadline.
    private static void startTransaction(Session session) {
        long seconds = Math.clamp(session.serverTimeout().toSeconds(), 1, Short.MAX_VALUE);
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(
                    ("SET SESSION max_statement_time = %1$d, lock_wait_timeout = %1$d,"
                                    + " net_write_timeout = %1$d, net_read_timeout = %1$d,"
                                    + " idle_transaction_timeout = %1$d")
                            .formatted(seconds));
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }
}
