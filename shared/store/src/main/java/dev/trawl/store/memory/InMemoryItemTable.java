package dev.trawl.store.memory;

import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table in memory. Items with an expiry stay: real tables delete late, too.
public final class InMemoryItemTable implements ItemTable {
    private final Map<Key, Item> items =
            new TreeMap<>(Comparator.comparing(Key::partition).thenComparing(Key::sort));

    @Override
    public synchronized Optional<Item> find(Key key) {
        return Optional.ofNullable(items.get(key));
    }

    @Override
    public synchronized List<Item> list(String partition, String prefix, int limit, Order order) {
        List<Item> found =
                items.values().stream()
                        .filter(i -> i.key().partition().equals(partition))
                        .filter(i -> i.key().sort().startsWith(prefix))
                        .toList();
        return switch (order) {
            case ASCENDING -> found.stream().limit(limit).toList();
            case DESCENDING -> found.reversed().stream().limit(limit).toList();
        };
    }

    @Override
    public synchronized Optional<Item> put(
            Key key, long expected, String document, @Nullable Instant expires) {
        Write write = new Write(key, expected, document, expires);
        if (version(key) != expected) {
            return Optional.empty();
        }
        Item item = item(write);
        items.put(key, item);
        return Optional.of(item);
    }

    @Override
    public synchronized boolean putAll(List<Write> writes) {
        ItemTable.requireTransaction(writes);
        if (!writes.stream().allMatch(w -> version(w.key()) == w.expected())) {
            return false;
        }
        writes.forEach(w -> items.put(w.key(), item(w)));
        return true;
    }

    @Override
    public synchronized boolean delete(Key key, long expected) {
        if (version(key) != expected) {
            return false;
        }
        items.remove(key);
        return true;
    }

    private static Item item(Write write) {
        return new Item(write.key(), write.expected() + 1, write.document());
    }

    private long version(Key key) {
        Item item = items.get(key);
        return item == null ? ABSENT : item.version();
    }
}
