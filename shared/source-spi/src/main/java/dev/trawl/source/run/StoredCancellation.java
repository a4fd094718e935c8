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

    public StoredCancellation(ItemTable table, String queryId, Clock clock) {
        this.table = table;
        this.key = new ItemTable.Key("query#" + queryId, "cancel");
        this.clock = clock;
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
