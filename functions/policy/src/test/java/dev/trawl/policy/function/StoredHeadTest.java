package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.auth.PolicyEpoch;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Snapshots;
import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredHeadTest {
    private static final ItemTable.Key POINTER = new ItemTable.Key("catalog", "head");

    private final ItemTable items = new InMemoryItemTable();

    StoredHeadTest() {
        apply(0, "c1", "p1");
    }

    @Test
    void theHeadIsWhatIsStored() {
        assertThat(new StoredHead(items, new NoSnapshots()).load())
                .isEqualTo(new Head("c1", "", "p1", PolicyEpoch.FIRST));
        apply(1, "c2", "p2");
        assertThat(new StoredHead(items, new NoSnapshots()).load())
                .isEqualTo(new Head("c2", "c1", "p2", PolicyEpoch.FIRST));
    }

    @Test
    void policiesFromBeforeARevocationHaveItsOldEpoch() {
        ItemTable changing = new ChangedAfterThePointer();

        Head head = new StoredHead(changing, new NoSnapshots()).load();

        assertThat(head.policyHash()).isEqualTo("p1");
        assertThat(head.epoch()).isEqualTo(PolicyEpoch.FIRST);
        assertThat(PolicyEpoch.load(items).floor()).isEqualTo(1);
    }

    private void apply(long version, String catalog, String policies) {
        items.put(
                POINTER,
                version,
                """
                {"sequence":1,"time":"2026-11-21T12:00:00Z","catalogHash":"%s","policyHash":"%s"}\
                """
                        .formatted(catalog, policies),
                null);
    }

    /// Whoever has read the pointer is overtaken by an apply and a revocation.
    private final class ChangedAfterThePointer implements ItemTable {
        @Override
        public Optional<Item> find(Key key) {
            Optional<Item> found = items.find(key);
            if (key.equals(POINTER)) {
                apply(1, "c2", "p2");
                new Revocation(items).revokeAll();
            }
            return found;
        }

        @Override
        public List<Item> list(String partition, String prefix, int limit, Order order) {
            return items.list(partition, prefix, limit, order);
        }

        @Override
        public Optional<Item> put(
                Key key, long expected, String document, @Nullable Instant expires) {
            return items.put(key, expected, document, expires);
        }

        @Override
        public boolean putAll(List<Write> writes) {
            return items.putAll(writes);
        }

        @Override
        public boolean delete(Key key, long expected) {
            return items.delete(key, expected);
        }
    }

    private static final class NoSnapshots implements Snapshots {
        @Override
        public CatalogSnapshot current() {
            return load("");
        }

        @Override
        public CatalogSnapshot load(String hash) {
            return new CatalogSnapshot(hash, Map.of(), Map.of(), Map.of());
        }
    }
}
