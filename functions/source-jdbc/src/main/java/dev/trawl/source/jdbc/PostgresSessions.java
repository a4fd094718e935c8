package dev.trawl.source.jdbc;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Sessions of PostgreSQL, with settings that do not depend on the server's or the role's.
final class PostgresSessions {
    private static final Pattern SNAPSHOT = Pattern.compile("[0-9A-F-]{1,64}");

    private PostgresSessions() {}

    static Session begin(ConnectionPool pool, ReadContext context, Clock clock) {
        return Session.begin(
                pool, context, clock, context.deadline(), session -> configure(session, context));
    }

    /// A session that sees what the one that exported the snapshot sees.
    static Session join(ConnectionPool pool, ReadContext context, Clock clock, String snapshot) {
        return Session.begin(
                pool,
                context,
                clock,
                context.deadline(),
                session -> takeOver(session, context, snapshot));
    }

    /// The same, if a connection is free now; absent if not, or if the server gives no other.
    static Optional<Session> joinIfFree(
            ConnectionPool pool, ReadContext context, Clock clock, String snapshot) {
        try {
            return Optional.of(
                    Session.begin(
                            pool,
                            context,
                            clock,
                            clock.instant(),
                            session -> takeOver(session, context, snapshot)));
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.THROTTLED || e.code() == ErrorCode.SOURCE_UNAVAILABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Names a session's snapshot for others to share while that is open.
    static String exportSnapshot(Session session) {
        try (PreparedStatement statement =
                        session.connection().prepareStatement("select pg_export_snapshot()");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    /// Before any other statement of the transaction.
    private static void takeOver(Session session, ReadContext context, String snapshot) {
        if (!SNAPSHOT.matcher(snapshot).matches()) {
            throw new IllegalArgumentException("no name of a snapshot");
        }
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("set transaction snapshot '" + snapshot + "'");
        } catch (SQLException e) {
            throw session.failed(e);
        }
        configure(session, context);
    }

    private static void configure(Session session, ReadContext context) {
        String timeout = timeoutMillis(session);
        Map<String, String> settings = new TreeMap<>();
        settings.put("search_path", "pg_catalog, pg_temp");
        settings.put("TimeZone", "UTC");
        settings.put("DateStyle", "ISO, YMD");
        settings.put("IntervalStyle", "postgres");
        settings.put("bytea_output", "hex");
        settings.put("extra_float_digits", "1");
        settings.put("xmloption", "content");
        settings.put("application_name", "trawl " + context.queryId());
        settings.put("statement_timeout", timeout);
        settings.put("lock_timeout", timeout);
        settings.put("idle_in_transaction_session_timeout", timeout);
        String calls = "set_config(?, ?, true), ".repeat(settings.size());
        try (PreparedStatement statement =
                session.connection()
                        .prepareStatement("select " + calls.substring(0, calls.length() - 2))) {
            int parameter = 1;
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                statement.setString(parameter, setting.getKey());
                statement.setString(parameter + 1, setting.getValue());
                parameter += 2;
            }
            statement.execute();
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    private static String timeoutMillis(Session session) {
        return Long.toString(Math.clamp(session.serverTimeout().toMillis(), 1, Integer.MAX_VALUE));
    }
}
