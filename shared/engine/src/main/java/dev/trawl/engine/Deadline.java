package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Cancels a statement when its query is cancelled or its time is up.
final class Deadline implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Thread watcher;
    private volatile @Nullable TrawlException reason;

    Deadline(Evaluation evaluation, Statement statement, Clock clock) {
        this.watcher = Thread.ofVirtual().start(() -> watch(evaluation, statement, clock));
    }

    /// Why the statement was cancelled; absent if it was not.
    @Nullable TrawlException reason() {
        return reason;
    }

    private void watch(Evaluation evaluation, Statement statement, Clock clock) {
        while (!Thread.interrupted()) {
            if (reason == null) {
                reason = end(evaluation, clock);
            }
            if (reason != null) {
                // Again until it ends: a cancel before the statement began is lost.
                cancel(statement);
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static @Nullable TrawlException end(Evaluation evaluation, Clock clock) {
        if (evaluation.isCancelled().getAsBoolean()) {
            return new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
        }
        return clock.instant().isBefore(evaluation.deadline())
                ? null
                : new TrawlException(
                        ErrorCode.TIME_LIMIT_EXCEEDED,
                        "the query's time is up; ask for less, or raise the limit");
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            // It ended by itself meanwhile; the reason is told all the same.
            return;
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
