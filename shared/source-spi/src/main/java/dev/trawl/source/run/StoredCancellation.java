package dev.trawl.source.run;

import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Cancellation;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The flag in the state table by which owners end their queries: item `query#<id>`, `cancel`. Read
/// at most once a second; once seen it stays. A table that cannot be read cancels nothing, since
/// the deadline still holds.
public final class StoredCancellation implements Cancellation {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final ItemTable table;
    private final ItemTable.Key key;
    private final Clock clock;
    private @Nullable Instant asked;
    private boolean requested;

    /// When the table is read for the first time.
    enum FirstLook {
        AT_ONCE,
        /// A second from now: the query has only just begun.
        LATER
    }

    StoredCancellation(ItemTable table, String queryId, Clock clock, FirstLook look) {
        this.table = table;
        this.key = new ItemTable.Key("query#" + queryId, "cancel");
        this.clock = clock;
        this.asked =
                switch (look) {
                    case AT_ONCE -> null;
                    case LATER -> clock.instant();
                };
    }

    @Override
    public synchronized boolean isRequested() {
        Instant now = clock.instant();
        if (!requested && (asked == null || !now.isBefore(asked.plus(INTERVAL)))) {
            asked = now;
            requested = isFlagged();
        }
        return requested;
    }

    private boolean isFlagged() {
        try {
            return table.find(key).isPresent();
        } catch (TrawlException _) {
            return false;
        }
    }
}
