package dev.trawl.source.jdbc.connect;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Watch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One read-only transaction for one request, of any kind of database, and a watch that cancels its
/// statement. For one thread, but for {@link #cancel}; closed by who opened it.
public final class Session implements AutoCloseable {
    /// The watch ends a statement at its deadline; the server does so a little later, if the
    /// function is frozen or dead.
    private static final Duration SERVER_GRACE = Duration.ofSeconds(2);

    /// What the server has to answer that the statement was cancelled.
    private static final Duration CUT_GRACE = Duration.ofSeconds(1);

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
    private @Nullable Instant begun;

    private Session(ConnectionPool pool, ReadContext context, Clock clock, Instant patience) {
        this.pool = pool;
        this.context = context;
        this.clock = clock;
        this.pooled = pool.borrow(patience);
        this.watch = Watch.start(context, clock, this::stopOrCut);
    }

    /// A session after its first statements. Those are tried on another connection where the first
    /// has ended while it was idle.
    ///
    /// @param patience until when a free connection is waited for
    /// @param first begins the transaction with its settings
    public static Session begin(
            ConnectionPool pool,
            ReadContext context,
            Clock clock,
            Instant patience,
            Consumer<Session> first) {
        while (true) {
            Session session = new Session(pool, context, clock, patience);
            try {
                first.accept(session);
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

    /// How long the server may take for what is left of the request, and a little.
    public Duration serverTimeout() {
        return Duration.between(clock.instant(), context.deadline()).plus(SERVER_GRACE);
    }

    /// A statement begins that is not over when its call returns.
    public void busy() {
        atRest = false;
        if (begun == null) {
            begun = clock.instant();
        }
    }

    /// That statement gave everything.
    public void finished() {
        atRest = true;
        told();
    }

    /// Tells how long the statement took.
    private void told() {
        if (begun != null) {
            pool.calls().ended("Database.Statement", Duration.between(begun, clock.instant()));
            begun = null;
        }
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
            pool.connector().cancel(connection());
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
        return pool.connector().failure(e);
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
        told();
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
