package dev.trawl.source.jdbc.mariadb;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Watch;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One read-only transaction with a consistent snapshot for one request, and a watch that kills its
/// statement. For one thread; closed by who opened it.
final class MariaDbTransaction implements AutoCloseable {
    /// The watch ends a statement at its deadline; the server does so a little later, if the
    /// function is frozen or dead.
    private static final Duration SERVER_GRACE = Duration.ofSeconds(2);

    /// What the server has to answer that the statement was killed.
    private static final Duration CUT_GRACE = Duration.ofSeconds(1);

    private final ConnectionPool pool;
    private final ConnectionPool.Pooled pooled;
    private final ReadContext context;
    private final Clock clock;
    private final Watch watch;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean atRest = true;
    private boolean closed;

    private MariaDbTransaction(ConnectionPool pool, ReadContext context, Clock clock) {
        this.pool = pool;
        this.context = context;
        this.clock = clock;
        this.pooled = pool.borrow(context.deadline());
        this.watch = Watch.start(context, clock, this::stopOrCut);
    }

    static MariaDbTransaction begin(ConnectionPool pool, ReadContext context, Clock clock) {
        while (true) {
            MariaDbTransaction transaction = new MariaDbTransaction(pool, context, clock);
            try {
                transaction.start();
                return transaction;
            } catch (RuntimeException e) {
                boolean hadEnded = transaction.hadEnded(e);
                transaction.closeBroken();
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

    /// A slow reader must not make the server give up before the deadline.
    private void start() {
        long seconds = serverTimeoutSeconds();
        try (Statement statement = connection().createStatement()) {
            statement.execute(
                    ("SET SESSION max_statement_time = %1$d, lock_wait_timeout = %1$d,"
                                    + " net_write_timeout = %1$d, net_read_timeout = %1$d,"
                                    + " idle_transaction_timeout = %1$d")
                            .formatted(seconds));
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private long serverTimeoutSeconds() {
        Duration left = Duration.between(clock.instant(), context.deadline()).plus(SERVER_GRACE);
        return Math.max(1, Math.min(Short.MAX_VALUE, left.toSeconds()));
    }

    /// The transaction's connection; not to be closed.
    Connection connection() {
        return pooled.connection();
    }

    /// A statement begins that is not over when its call returns.
    void busy() {
        atRest = false;
    }

    /// That statement gave everything.
    void finished() {
        atRest = true;
    }

    /// Kills the statement by a connection of its own.
    private void stop() {
        stopped.set(true);
        try {
            if (pooled.connection() instanceof org.mariadb.jdbc.Connection driver) {
                driver.cancelCurrentQuery();
            }
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
    TrawlException failed(SQLException e) {
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
        return MariaDbErrors.of(e);
    }

    private void closeBroken() {
        atRest = false;
        close();
    }

    /// Ends the transaction. A connection in the middle of a statement is cut: the rest of its rows
    /// would have to be read.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        closing.countDown();
        if (!atRest) {
            stop();
        }
        watch.close();
        if (atRest && !stopped.get()) {
            pool.giveBack(pooled);
            return;
        }
        try {
            connection().abort(Runnable::run);
        } catch (SQLException _) {
            // It has ended.
        }
        pool.discard(pooled);
    }
}
