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
        Cost cost = summary.cost();
        audit.record(
                ended(queryId, submission, now)
                        .figures(
                                new AuditEvent.Figures(
                                        summary.rows(),
                                        summary.fragments().stream()
                                                .mapToLong(FragmentReport::bytes)
                                                .sum(),
                                        cost.millis(),
                                        cost.usd()))
                        .build());
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
            audit.record(ended(queryId, submission, now).failed(error.code().name(), null).build());
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
