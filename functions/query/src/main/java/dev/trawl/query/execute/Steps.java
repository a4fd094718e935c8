package dev.trawl.query.execute;

import dev.trawl.protocol.TrawlException;
import dev.trawl.query.record.QueryProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// How far a query is, for who watches it: calls of sources, and where their number tells of rows
/// that policy hides, fragments. It is told of every other second at most, so of short queries
/// never; nothing depends on it, and what goes wrong with it is passed over. Thread-safe.
public final class Steps {
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final Consumer<QueryProgress> watcher;
    private final Clock clock;
    private Instant next;
    private int done;
    private int all;

    public Steps(Consumer<QueryProgress> watcher, Clock clock) {
        this.watcher = watcher;
        this.clock = clock;
        this.next = clock.instant().plus(BETWEEN);
    }

    /// Steps that nobody watches.
    static Steps unwatched(Clock clock) {
        return new Steps(_ -> {}, clock);
    }

    /// There are more than was known.
    synchronized void expect(int more) {
        all += more;
        tell();
    }

    /// One is done.
    synchronized void done() {
        done++;
        tell();
    }

    private void tell() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(BETWEEN);
        try {
            watcher.accept(new QueryProgress(done, all));
        } catch (TrawlException e) {
            // It is told of later, or never.
            return;
        }
    }
}
