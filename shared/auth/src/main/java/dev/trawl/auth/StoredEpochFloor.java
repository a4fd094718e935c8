package dev.trawl.auth;

import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads the floor from the state table and keeps it for a few seconds, not longer: after that, no
/// answer is a refusal. The floor never goes down, so an older reading does not replace a newer
/// one.
public final class StoredEpochFloor implements EpochFloor {
    private static final Duration FRESH_MAX = Duration.ofSeconds(5);

    private final ItemTable items;
    private final Duration fresh;
    private final Clock clock;

    private @Nullable Instant readAt;
    private long floor;

    /// @param fresh at most 5 seconds
    public StoredEpochFloor(ItemTable items, Duration fresh, Clock clock) {
        if (fresh.isNegative() || fresh.compareTo(FRESH_MAX) > 0) {
            throw new IllegalArgumentException(
                    "the epoch's floor is kept for 0 to 5 seconds, not " + fresh);
        }
        this.items = items;
        this.fresh = fresh;
        this.clock = clock;
    }

    @Override
    public synchronized long load() {
        Instant now = clock.instant();
        Instant last = readAt;
        if (last == null || now.isAfter(last.plus(fresh)) || now.isBefore(last)) {
            floor = Math.max(floor, PolicyEpoch.load(items).floor());
            readAt = now;
        }
        return floor;
    }
}
