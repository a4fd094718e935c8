package dev.trawl.query.record;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Ends queries: writes the state, then the completion event. Thread-safe.
public final class Endings {
    private final QueryStates states;
    private final AuditLog audit;
    private final Clock clock;

    public Endings(QueryStates states, AuditLog audit, Clock clock) {
        this.states = states;
        this.audit = audit;
        this.clock = clock;
    }

    /// Nothing of the answer may leave before this returns. The event comes first: it may tell of
    /// an answer that nobody got, never the other way round.
    ///
    /// @throws TrawlException CANCELLED if the owner was first
    public void succeed(
            String queryId,
            QueryState.Submission submission,
            QueryState.Summary summary,
            List<SourceAnswer.Part> parts) {
        Instant now = clock.instant();
        audit.write(
                new CompletionEvent(
                        queryId,
                        now,
                        submission.owner(),
                        null,
                        summary.rows(),
                        summary.fragments(),
                        summary.cost()));
        if (!states.end(queryId, new QueryState.Succeeded(submission, now, summary, parts))) {
            throw new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
        }
    }

    /// Ends a query that came to nothing, as far as the stores allow; what they say is attached to
    /// the error. A query that has ended before stays as it is.
    public void abandon(String queryId, QueryState.Submission submission, RuntimeException error) {
        try {
            fail(queryId, submission, coded(error));
        } catch (TrawlException e) {
            error.addSuppressed(e);
        }
    }

    private void fail(String queryId, QueryState.Submission submission, TrawlException error) {
        Instant now = clock.instant();
        boolean isEnd =
                states.end(
                        queryId,
                        error.code() == ErrorCode.CANCELLED
                                ? new QueryState.Cancelled(submission, now)
                                : new QueryState.Failed(
                                        submission, now, error.code(), error.text()));
        if (isEnd) {
            audit.write(
                    new CompletionEvent(
                            queryId,
                            now,
                            submission.owner(),
                            error.code().name(),
                            0,
                            List.of(),
                            null));
        }
    }

    private static TrawlException coded(RuntimeException error) {
        return error instanceof TrawlException coded && coded.code().kind() != ErrorKind.BUG
                ? coded
                : new TrawlException(ErrorCode.INTERNAL, "Trawl failed on its own account", error);
    }
}
