package dev.trawl.source.jdbc.connect;

import dev.trawl.lambda.Calls;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// At most so many connections, read only, outside a transaction when idle. Survives that its
/// process is frozen for hours: connections are checked after a pause, by the clock on the wall.
/// Thread-safe.
public final class ConnectionPool implements AutoCloseable {
    private final Connector connector;
    private final Supplier<Credentials> credentials;
    private final PoolSettings settings;
    private final Clock clock;
    private final Calls calls;
    private final Semaphore budget;
    private final Deque<Pooled> idle = new ArrayDeque<>();

    /// Of a PostgreSQL database.
    ///
    /// @param credentials asked for every new connection, so that a rotated secret is taken up
    public ConnectionPool(Supplier<Credentials> credentials, PoolSettings settings, Clock clock) {
        this(new PostgresConnector(), credentials, settings, clock);
    }

    /// @param credentials asked for every new connection, so that a rotated secret is taken up
    public ConnectionPool(
            Connector connector,
            Supplier<Credentials> credentials,
            PoolSettings settings,
            Clock clock) {
        this(connector, credentials, settings, clock, new Calls(clock));
    }

    /// @param credentials asked for every new connection, so that a rotated secret is taken up
    /// @param calls told of connections that were opened and of statements
    public ConnectionPool(
            Connector connector,
            Supplier<Credentials> credentials,
            PoolSettings settings,
            Clock clock,
            Calls calls) {
        this.connector = connector;
        this.calls = calls;
        this.credentials = credentials;
        this.settings = settings;
        this.clock = clock;
        this.budget = new Semaphore(settings.connectionsMax(), true);
    }

    /// A connection with its age; whoever holds it holds the connection, which its driver would
    /// close under a running statement otherwise.
    public record Pooled(Connection connection, Instant opened, Instant used) {
        /// Whether an earlier request used it, so that it may have ended since.
        public boolean isReused() {
            return used.isAfter(opened);
        }
    }

    public int connectionsMax() {
        return settings.connectionsMax();
    }

    /// A connection that works; waits for one until the deadline.
    ///
    /// @throws TrawlException SOURCE_UNAVAILABLE, or THROTTLED if all are in use until then
    public Pooled borrow(Instant deadline) {
        acquire(deadline);
        try {
            for (Pooled pooled = poll(); pooled != null; pooled = poll()) {
                if (isUsable(pooled)) {
                    return pooled;
                }
                closeQuietly(pooled);
            }
            return connect();
        } catch (RuntimeException e) {
            budget.release();
            throw e;
        }
    }

    private void acquire(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        try {
            if (budget.tryAcquire(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new TrawlException(
                ErrorCode.THROTTLED,
                "all %d connections of the source are in use; try again or raise connectionsMax"
                        .formatted(settings.connectionsMax()));
    }

    /// Takes back a connection whose transaction may still be open.
    public void giveBack(Pooled pooled) {
        try {
            int patience = Math.toIntExact(settings.connectTimeout().toMillis());
            pooled.connection().setNetworkTimeout(Runnable::run, patience);
            pooled.connection().rollback();
            pooled.connection().setNetworkTimeout(Runnable::run, 0);
            synchronized (idle) {
                idle.push(new Pooled(pooled.connection(), pooled.opened(), clock.instant()));
            }
        } catch (SQLException _) {
            closeQuietly(pooled);
        } finally {
            budget.release();
        }
    }

    /// Takes back a connection that must not be used again.
    public void discard(Pooled pooled) {
        try {
            connector.discard(pooled.connection());
        } catch (SQLException _) {
            // The connection is given up either way.
        } finally {
            budget.release();
        }
    }

    /// How its connections are ended.
    Connector connector() {
        return connector;
    }

    Calls calls() {
        return calls;
    }

    private @Nullable Pooled poll() {
        synchronized (idle) {
            return idle.poll();
        }
    }

    private boolean isUsable(Pooled pooled) {
        Instant now = clock.instant();
        if (!now.isBefore(pooled.opened().plus(settings.ageMax()))) {
            return false;
        }
        if (now.isBefore(pooled.used().plus(settings.idleUnchecked()))) {
            return true;
        }
        try {
            return pooled.connection()
                    .isValid(Math.toIntExact(settings.connectTimeout().toSeconds()));
        } catch (SQLException _) {
            return false;
        }
    }

    private Pooled connect() {
        Credentials found = credentials.get();
        Instant start = clock.instant();
        Connection connection = connector.connect(found, settings);
        Instant now = clock.instant();
        calls.ended("Database.Connect", Duration.between(start, now));
        return new Pooled(connection, now, now);
    }

    private static void closeQuietly(Pooled pooled) {
        try {
            pooled.connection().close();
        } catch (SQLException _) {
            // The connection is given up either way.
        }
    }

    @Override
    public void close() {
        for (Pooled pooled = poll(); pooled != null; pooled = poll()) {
            closeQuietly(pooled);
        }
    }
}
