package dev.trawl.source.jdbc.connect;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Watch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// One read-only transaction for one request, with settings that do not depend on the server's or
/// the role's, and a watch that cancels its statement. For one thread, but for {@link #cancel};
/// closed by who opened it.
public final class Session implements AutoCloseable {
    /// The watch ends a statement at its deadline; the server does so a little later, if the
    /// function is frozen or dead.
    private static final Duration SERVER_GRACE = Duration.ofSeconds(2);

    /// What the server has to answer that the statement was cancelled.
    private static final Duration CUT_GRACE = Duration.ofSeconds(1);

    private static final Pattern SNAPSHOT = Pattern.compile("[0-9A-F-]{1,64}");

    private final ConnectionPool pool;
    private final ConnectionPool.Pooled pooled;
    private final ReadContext context;
    private final Clock clock;
    private final Watch watch;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Object ending = new Object();
    private boolean atRest = true;
    private boolean closed;

    private Session(ConnectionPool pool, ReadContext context, Clock clock, Instant patience) {
        this.pool = pool;
        this.context = context;
        this.clock = clock;
        this.pooled = pool.borrow(patience);
        this.watch = Watch.start(context, clock, this::stopOrCut);
    }

    public static Session begin(ConnectionPool pool, ReadContext context, Clock clock) {
        return begin(pool, context, clock, context.deadline(), session -> {});
    }

    /// A session that sees what the one that exported the snapshot sees.
    public static Session join(
            ConnectionPool pool, ReadContext context, Clock clock, String snapshot) {
        return begin(
                pool, context, clock, context.deadline(), session -> session.takeOver(snapshot));
    }

    /// The same, if a connection is free now; absent if not, or if the server gives no other.
    public static Optional<Session> joinIfFree(
            ConnectionPool pool, ReadContext context, Clock clock, String snapshot) {
        try {
            return Optional.of(
                    begin(
                            pool,
                            context,
                            clock,
                            clock.instant(),
                            session -> session.takeOver(snapshot)));
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.THROTTLED || e.code() == ErrorCode.SOURCE_UNAVAILABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Session begin(
            ConnectionPool pool,
            ReadContext context,
            Clock clock,
            Instant patience,
            Consumer<Session> first) {
        while (true) {
            Session session = new Session(pool, context, clock, patience);
            try {
                first.accept(session);
                session.configure();
                return session;
            } catch (RuntimeException e) {
                boolean hadEnded = session.hadEnded(e);
                session.closeBroken();
                if (!hadEnded) {
                    throw e;
                }
            }
        }
    }

    /// Whether the connection may have ended while it was idle; a new one then does better.
    private boolean hadEnded(RuntimeException e) {
        return pooled.isReused()
                && !stopped.get()
                && e instanceof TrawlException coded
                && coded.code() == ErrorCode.SOURCE_UNAVAILABLE;
    }

    /// The transaction's connection; not to be closed.
    public Connection connection() {
        return pooled.connection();
    }

    public ConnectionPool.Pooled pooled() {
        return pooled;
    }

    private void configure() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("search_path", "pg_catalog, pg_temp");
        settings.put("TimeZone", "UTC");
        settings.put("DateStyle", "ISO, YMD");
        settings.put("IntervalStyle", "postgres");
        settings.put("bytea_output", "hex");
        settings.put("extra_float_digits", "1");
        settings.put("xmloption", "content");
        settings.put("application_name", "trawl " + context.queryId());
        settings.put("statement_timeout", Long.toString(serverTimeoutMillis()));
        settings.put("lock_timeout", Long.toString(serverTimeoutMillis()));
        settings.put("idle_in_transaction_session_timeout", Long.toString(serverTimeoutMillis()));
        String calls = "set_config(?, ?, true), ".repeat(settings.size());
        try (PreparedStatement statement =
                connection().prepareStatement("select " + calls.substring(0, calls.length() - 2))) {
            int parameter = 1;
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                statement.setString(parameter, setting.getKey());
                statement.setString(parameter + 1, setting.getValue());
                parameter += 2;
            }
            statement.execute();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private long serverTimeoutMillis() {
        Duration left = Duration.between(clock.instant(), context.deadline()).plus(SERVER_GRACE);
        return Math.max(1, Math.min(Integer.MAX_VALUE, left.toMillis()));
    }

    /// Names the transaction's snapshot for others to share while this one is open.
    public String exportSnapshot() {
        try (PreparedStatement statement =
                        connection().prepareStatement("select pg_export_snapshot()");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void takeOver(String snapshot) {
        if (!SNAPSHOT.matcher(snapshot).matches()) {
            throw new IllegalArgumentException("no name of a snapshot");
        }
        try (Statement statement = connection().createStatement()) {
            statement.execute("set transaction snapshot '" + snapshot + "'");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// A statement begins that is not over when its call returns.
    public void busy() {
        atRest = false;
    }

    /// That statement gave everything.
    public void finished() {
        atRest = true;
    }

    /// Ends the statement from another thread, unless the session is over.
    public void cancel() {
        synchronized (ending) {
            if (!closed) {
                stop();
            }
        }
    }

    private void stop() {
        stopped.set(true);
        try {
            pooled.driver().cancelQuery();
        } catch (SQLException _) {
            // The server's own timeout ends the statement.
        }
    }

    /// Stops the statement; a connection that does not say so in time is cut, as its reader would
    /// wait for ever.
    private void stopOrCut() {
        stop();
        try {
            if (!closing.await(CUT_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                connection().abort(Runnable::run);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (SQLException _) {
            // It has ended.
        }
    }

    /// What a failure of the driver means, considering why the statement may have been ended.
    public TrawlException failed(SQLException e) {
        atRest = false;
        if (context.cancellation().isRequested()) {
            return new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
        }
        if (stopped.get() || !clock.instant().isBefore(context.deadline())) {
            return new TrawlException(
                    ErrorCode.TIME_LIMIT_EXCEEDED,
                    "the database did not finish before the deadline; filter or aggregate more, or"
                            + " allow more time");
        }
        return SqlErrors.of(e);
    }

    private void closeBroken() {
        atRest = false;
        close();
    }

    /// Ends the transaction. A connection in the middle of a statement is not used again.
    @Override
    public void close() {
        synchronized (ending) {
            if (closed) {
                return;
            }
            closed = true;
        }
        closing.countDown();
        if (!atRest) {
            stop();
        }
        watch.close();
        if (atRest && !stopped.get()) {
            pool.giveBack(pooled);
        } else {
            pool.discard(pooled);
        }
    }
}
