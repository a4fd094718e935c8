package dev.trawl.query.record;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Ends queries: writes the state, then the completion event. Thread-safe.
public final class Endings {
    private final QueryStates states;
    private final AuditLog audit;
    private final ExecutorService threads;
    private final Clock clock;

    /// @param threads virtual ones; whoever made them ends them
    public Endings(QueryStates states, AuditLog audit, ExecutorService threads, Clock clock) {
        this.states = states;
        this.audit = audit;
        this.threads = threads;
        this.clock = clock;
    }

    /// Nothing of the answer may leave before this returns. The event comes first where the state
    /// lets others fetch the answer: it may tell of an answer that nobody got, never the other way
    /// round. An answer that is not kept leaves after both, so they are written side by side.
    ///
    /// @throws TrawlException CANCELLED if the owner was first
    public void succeed(
            String queryId,
            QueryState.Submission submission,
            QueryState.Summary summary,
            List<SourceAnswer.Part> parts,
            QueryStates.Written written,
            AccessRecord access) {
        Instant now = clock.instant();
        AuditEvent event = succeeded(queryId, submission, summary, now);
        QueryState end = new QueryState.Succeeded(submission, now, summary, parts);
        boolean isEnd;
        if (parts.isEmpty()) {
            Future<?> recorded = threads.submit(() -> access.end(event));
            isEnd = states.end(queryId, end, written);
            awaitRecord(queryId, submission, recorded);
        } else {
            access.end(event);
            isEnd = states.end(queryId, end, written);
        }
        if (!isEnd) {
            throw new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
        }
    }

    /// A success that cannot be recorded is none.
    private void awaitRecord(String queryId, QueryState.Submission submission, Future<?> recorded) {
        try {
            recorded.get();
        } catch (ExecutionException e) {
            TrawlException error =
                    e.getCause() instanceof TrawlException known
                            ? known
                            : new TrawlException(
                                    ErrorCode.INTERNAL, "an event could not be written", e);
            states.takeBack(
                    queryId,
                    new QueryState.Failed(submission, clock.instant(), error.code(), error.text()));
            throw error;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "the query was interrupted", e);
        }
    }

    private static AuditEvent succeeded(
            String queryId,
            QueryState.Submission submission,
            QueryState.Summary summary,
            Instant now) {
        Cost cost = summary.cost();
        return ended(queryId, submission, now)
                .figures(
                        new AuditEvent.Figures(
                                summary.rows(),
                                summary.fragments().stream()
                                        .mapToLong(FragmentReport::bytesTold)
                                        .sum(),
                                cost.millis(),
                                cost.usd()))
                .build();
    }

    /// Ends a query that came to nothing, as far as the stores allow; what they say is attached to
    /// the error. A query that has ended before stays as it is.
    public void abandon(
            String queryId,
            QueryState.Submission submission,
            AccessRecord access,
            RuntimeException error) {
        try {
            fail(queryId, submission, access, coded(error));
        } catch (TrawlException e) {
            error.addSuppressed(e);
        }
    }

    private void fail(
            String queryId,
            QueryState.Submission submission,
            AccessRecord access,
            TrawlException error) {
        Instant now = clock.instant();
        boolean isEnd;
        try {
            isEnd =
                    states.end(
                            queryId,
                            error.code() == ErrorCode.CANCELLED
                                    ? new QueryState.Cancelled(submission, now)
                                    : new QueryState.Failed(
                                            submission, now, error.code(), error.text()),
                            QueryStates.Written.UNKNOWN);
        } catch (TrawlException e) {
            access.write();
            throw e;
        }
        if (isEnd) {
            access.endInVain(
                    ended(queryId, submission, now).failed(error.code().name(), null).build());
        } else {
            access.write();
        }
    }

    /// Ends a query at its owner's wish. Nothing happens if it has ended.
    public void cancel(String queryId, QueryState.Submission submission) {
        if (states.cancel(queryId, submission)) {
            audit.record(
                    ended(queryId, submission, clock.instant())
                            .failed(ErrorCode.CANCELLED.name(), null)
                            .build());
        }
    }

    private static AuditEvent.Builder ended(
            String queryId, QueryState.Submission submission, Instant now) {
        return AuditEvent.builder(AuditEvent.Kind.QUERY_ENDED, now, submission.owner())
                .query(queryId);
    }

    private static TrawlException coded(RuntimeException error) {
        return error instanceof TrawlException coded && coded.code().kind() != ErrorKind.BUG
                ? coded
                : new TrawlException(ErrorCode.INTERNAL, "Trawl failed on its own account", error);
    }
}
