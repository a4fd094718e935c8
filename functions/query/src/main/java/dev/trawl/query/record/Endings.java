package dev.trawl.query.record;

import dev.trawl.protocol.ErrorCode;
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

    /// @throws TrawlException CANCELLED if the owner was first
    public void succeed(
            String queryId,
            QueryState.Submission submission,
            QueryState.Summary summary,
            List<SourceAnswer.Part> parts) {
        Instant now = clock.instant();
        if (!states.end(queryId, new QueryState.Succeeded(submission, now, summary, parts))) {
            throw new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
        }
        audit.write(
                new CompletionEvent(
                        queryId,
                        now,
                        submission.owner(),
                        null,
                        summary.rows(),
                        summary.fragments(),
                        summary.cost()));
    }

    public void fail(String queryId, QueryState.Submission submission, TrawlException error) {
        Instant now = clock.instant();
        states.end(
                queryId,
                error.code() == ErrorCode.CANCELLED
                        ? new QueryState.Cancelled(submission, now)
                        : new QueryState.Failed(submission, now, error.code(), error.text()));
        audit.write(
                new CompletionEvent(
                        queryId, now, submission.owner(), error.code().name(), 0, List.of(), null));
    }
}
