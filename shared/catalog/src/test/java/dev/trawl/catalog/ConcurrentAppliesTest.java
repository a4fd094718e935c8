package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Others commit between an apply's reading and its writing; the seed says where.
class ConcurrentAppliesTest {
    private static final int APPLIES = 4;

    private final Catalog catalog = new Catalog();
    private final Deque<Runnable> others = new ArrayDeque<>();

    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void loseNothing(int seed) {
        catalog.apply(Catalog.SOURCE);
        ResourceService service = catalog.service(new Interposed(new Random(seed)));
        for (int i = 0; i < APPLIES; i++) {
            List<Change> changes =
                    Catalog.puts(
                            Catalog.dataset("own_" + i, "id")
                                    + "\n---\n"
                                    + Catalog.dataset("shared", "c" + i));
            others.add(() -> service.apply(changes, Catalog.AUTHOR, Catalog.POLICIES));
        }
        while (!others.isEmpty()) {
            others.remove().run();
        }
        CatalogHead head = CatalogHead.load(catalog.items);
        assertThat(head.sequence()).isEqualTo(APPLIES + 1);
        assertThat(catalog.service.list(ResourceKind.DATASET)).hasSize(APPLIES + 1);
        assertThat(catalog.current().tables()).hasSize(APPLIES + 1);
        List<ResourceEvent> events = catalog.service.history(ResourceKind.DATASET, "shared");
        assertThat(events).hasSize(APPLIES);
        for (int i = 0; i + 1 < events.size(); i++) {
            assertThat(events.get(i).head()).isEqualTo(events.get(i + 1).id());
        }
    }

    private final class Interposed implements ItemTable {
        private final Random random;

        Interposed(Random random) {
            this.random = random;
        }

        @Override
        public boolean putAll(List<Write> writes) {
            while (!others.isEmpty() && random.nextBoolean()) {
                others.remove().run();
            }
            return catalog.items.putAll(writes);
        }

        @Override
        public Optional<Item> find(Key key) {
            return catalog.items.find(key);
        }

        @Override
        public List<Item> list(String partition, String prefix, int limit, Order order) {
            return catalog.items.list(partition, prefix, limit, order);
        }

        @Override
        public Optional<Item> put(
                Key key, long expected, String document, @Nullable Instant expires) {
            return catalog.items.put(key, expected, document, expires);
        }

        @Override
        public boolean delete(Key key, long expected) {
            return catalog.items.delete(key, expected);
        }
    }
}
