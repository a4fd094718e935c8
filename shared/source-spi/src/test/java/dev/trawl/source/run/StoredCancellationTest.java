package dev.trawl.source.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class StoredCancellationTest {
    private final ItemTable table = new InMemoryItemTable();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final InstantSource ticking = () -> now;
    private final Clock clock = ticking.withZone(ZoneOffset.UTC);

    @Test
    void theFlagIsSeenAtOnce() {
        StoredCancellation cancellation = cancellation(StoredCancellation.FirstLook.AT_ONCE);
        cancel();
        assertThat(cancellation.isRequested()).isTrue();
    }

    @Test
    void ofAQueryThatHasJustBegunTheFlagIsSeenWithinASecond() {
        StoredCancellation cancellation = cancellation(StoredCancellation.FirstLook.LATER);
        cancel();
        assertThat(cancellation.isRequested()).isFalse();
        now = now.plus(StoredCancellation.INTERVAL);
        assertThat(cancellation.isRequested()).isTrue();
    }

    private StoredCancellation cancellation(StoredCancellation.FirstLook look) {
        return new StoredCancellation(table, "q", clock, look);
    }

    private void cancel() {
        table.put(new ItemTable.Key("query#q", "cancel"), ItemTable.ABSENT, "{}", null);
    }
}
