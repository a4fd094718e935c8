package dev.trawl.query.record;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The event that begins a query, until it is in the log: in one object with the query's end where
/// that comes soon, else alone. Nothing of an answer leaves before either. Thread-safe.
public final class AccessRecord {
    private final AuditLog audit;
    private @Nullable AuditEvent begin;
    private @Nullable TrawlException failure;

    private AccessRecord(AuditLog audit, @Nullable AuditEvent begin) {
        this.audit = audit;
        this.begin = begin;
    }

    /// @param begin that nobody has written yet
    public static AccessRecord held(AuditLog audit, AuditEvent begin) {
        return new AccessRecord(audit, begin);
    }

    /// Of a query whose begin is in the log.
    public static AccessRecord written(AuditLog audit) {
        return new AccessRecord(audit, null);
    }

    /// Returns when the begin is safe. It is tried once: what failed may have been written.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN
    public synchronized void write() {
        if (begin != null) {
            record(List.of(begin));
        }
    }

    /// Returns when begin and end of a query that succeeded are safe.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN, also if that came of the
    ///   begin: the query has not succeeded then
    public synchronized void end(AuditEvent end) {
        if (failure != null) {
            throw failure;
        }
        record(begin == null ? List.of(end) : List.of(begin, end));
    }

    /// Returns when the end of a query that came to nothing is safe, and its begin, unless that was
    /// tried in vain.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN
    public synchronized void endInVain(AuditEvent end) {
        record(begin == null ? List.of(end) : List.of(begin, end));
    }

    private void record(List<AuditEvent> events) {
        begin = null;
        try {
            audit.record(events);
        } catch (TrawlException e) {
            failure = e;
            throw e;
        }
    }
}
