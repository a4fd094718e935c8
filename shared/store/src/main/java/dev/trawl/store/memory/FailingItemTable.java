package dev.trawl.store.memory;

import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table of which one call fails.
public final class FailingItemTable implements ItemTable {
    private final ItemTable items;
    private final Faults faults;

    public FailingItemTable(ItemTable items, Faults faults) {
        this.items = items;
        this.faults = faults;
    }

    @Override
    public Optional<Item> find(Key key) {
        return faults.call(() -> items.find(key));
    }

    @Override
    public List<Item> list(String partition, String prefix, int limit, Order order) {
        return faults.call(() -> items.list(partition, prefix, limit, order));
    }

    @Override
    public Optional<Item> put(Key key, long expected, String document, @Nullable Instant expires) {
        return faults.call(() -> items.put(key, expected, document, expires));
    }

    @Override
    public boolean putAll(List<Write> writes) {
        return faults.call(() -> items.putAll(writes));
    }

    @Override
    public boolean delete(Key key, long expected) {
        return faults.call(() -> items.delete(key, expected));
    }
}
