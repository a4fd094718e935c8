package dev.trawl.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StoredEpochFloorTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final OneItem items = new OneItem();
    private final StoredEpochFloor floor =
            new StoredEpochFloor(items, Duration.ofSeconds(5), clock);

    @Test
    void nothingRevokedIsFloorZero() {
        assertThat(floor.load()).isZero();
    }

    @Test
    void aRevocationIsSeenWithinFiveSeconds() {
        floor.load();
        items.document = PolicyEpoch.FIRST.revokeAll().toJson();
        clock.advance(Duration.ofSeconds(5));
        assertThat(floor.load()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(floor.load()).isEqualTo(1);
    }

    @Test
    void anUnreadableItemIsAnErrorOnceTheReadingIsOld() {
        floor.load();
        items.document = "{\"floor\":2";
        clock.advance(Duration.ofSeconds(6));
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(floor::load)
                .matches(e -> e.code() == ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void theFloorNeverSinks() {
        items.document = new PolicyEpoch(4, 5).toJson();
        assertThat(floor.load()).isEqualTo(4);
        items.document = PolicyEpoch.FIRST.toJson();
        clock.advance(Duration.ofSeconds(6));
        assertThat(floor.load()).isEqualTo(4);
    }

    @Test
    void itIsKeptForAtMostFiveSeconds() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new StoredEpochFloor(items, Duration.ofSeconds(6), clock))
                .withMessage("the epoch's floor is kept for 0 to 5 seconds, not PT6S");
    }

    /// A table with the epoch alone.
    private static final class OneItem implements ItemTable {
        private @Nullable String document;

        @Override
        public Optional<Item> find(Key key) {
            return Optional.ofNullable(document).map(d -> new Item(key, 1, d));
        }

        @Override
        public List<Item> list(String partition, String prefix, int limit, Order order) {
            throw new UnsupportedOperationException("not listed");
        }

        @Override
        public Optional<Item> put(
                Key key, long expected, String document, @Nullable Instant expires) {
            throw new UnsupportedOperationException("not written");
        }

        @Override
        public boolean putAll(List<Write> writes) {
            throw new UnsupportedOperationException("not written");
        }

        @Override
        public boolean delete(Key key, long expected) {
            throw new UnsupportedOperationException("not written");
        }
    }
}
