package dev.trawl.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryItemTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TalliesTest {
    private static final Instant LATER = Instant.parse("2026-03-02T00:00:00Z");
    private static final ItemTable.Key KEY = new ItemTable.Key("p", "s");

    private final InMemoryItemTable items = new InMemoryItemTable();
    private final Tallies tallies = new Tallies(items, 200);

    @Test
    void noCountIsLostWhenManyCountAtOnce() {
        AtomicInteger written = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 20; i++) {
                threads.execute(() -> written.addAndGet(isCounted() ? 1 : 0));
            }
        }
        assertThat(tallies.read(KEY).of("n")).isEqualTo(written.get()).isPositive();
    }

    private boolean isCounted() {
        return tallies.write(() -> {
            Tallies.Tally before = tallies.read(KEY);
            return List.of(before.with(Map.of("n", before.of("n") + 1), LATER));
        });
    }

    @Test
    void whatIsNotThereIsZero() {
        Tallies.Tally none = tallies.read(KEY);
        assertThat(none.isAbsent()).isTrue();
        assertThat(none.of("n")).isZero();
        assertThat(tallies.write(List::of)).as("nothing to count").isTrue();
    }

    @Test
    void whatIsNoCountIsAnError() {
        assertThat(items.put(KEY, ItemTable.ABSENT, "{\"n\": \"many\"}", null)).isPresent();
        assertThatThrownBy(() -> tallies.read(KEY))
                .isInstanceOf(TrawlException.class)
                .hasMessage("a count cannot be read");
    }

    @Test
    void whoIsAlwaysLateHasNotCounted() {
        AtomicInteger tries = new AtomicInteger();
        Tallies few = new Tallies(items, 3);
        assertThat(
                        few.write(() -> {
                            tries.incrementAndGet();
                            Tallies.Tally before = few.read(KEY);
                            assertThat(isCounted()).isTrue();
                            return List.of(before.with(Map.of("n", 100L), LATER));
                        }))
                .isFalse();
        assertThat(tries).hasValue(3);
        assertThat(tallies.read(KEY).of("n")).isEqualTo(3);
    }

    @Test
    void periodsAreFullOnesOfUtc() {
        Instant now = Instant.parse("2026-03-01T12:34:56.789Z");
        Period hour = Period.at(now, Duration.ofHours(1));
        assertThat(hour.begin()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(hour.end()).isEqualTo("2026-03-01T13:00:00Z");
        assertThat(hour.secondsLeft(now)).isEqualTo(1_504);
        assertThat(Period.at(now, Duration.ofDays(1)).end()).isEqualTo(LATER);
    }
}
