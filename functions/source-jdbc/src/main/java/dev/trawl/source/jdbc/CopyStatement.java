package dev.trawl.source.jdbc;

import dev.trawl.source.jdbc.connect.PostgresConnector;
import dev.trawl.source.jdbc.connect.Session;
import dev.trawl.source.jdbc.copy.CopyReader;
import java.sql.SQLException;
import org.postgresql.copy.CopyOut;

/// A COPY of one session; ends the session with itself.
final class CopyStatement implements CopyReader.Statement {
    private final Session session;
    private final CopyOut copy;

    private CopyStatement(Session session, CopyOut copy) {
        this.session = session;
        this.copy = copy;
    }

    /// Starts the statement; on failure the session stays the caller's.
    static CopyStatement start(Session session, String sql) {
        try {
            session.busy();
            return new CopyStatement(
                    session,
                    PostgresConnector.driver(session.connection()).getCopyAPI().copyOut(sql));
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    @Override
    public CopyOut copy() {
        return copy;
    }

    @Override
    public RuntimeException failed(SQLException e) {
        return session.failed(e);
    }

    @Override
    public void finished() {
        session.finished();
    }

    @Override
    public void close() {
        session.close();
    }
}
