package dev.trawl.query.fake;

import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table of which one call fails.
public final class FaultyItemTable implements ItemTable {
    private final ItemTable items;
    private final Faults faults;

    public FaultyItemTable(ItemTable items, Faults faults) {
        this.items = items;
        this.faults = faults;
    }

    @Override
    public Optional<Item> find(Key key) {
        faults.call();
        return items.find(key);
    }

    @Override
    public List<Item> list(String partition, String prefix, int limit, Order order) {
        faults.call();
        return items.list(partition, prefix, limit, order);
    }

    @Override
    public Optional<Item> put(Key key, long expected, String document, @Nullable Instant expires) {
        faults.call();
        return items.put(key, expected, document, expires);
    }

    @Override
    public boolean putAll(List<Write> writes) {
        faults.call();
        return items.putAll(writes);
    }

    @Override
    public boolean delete(Key key, long expected) {
        faults.call();
        return items.delete(key, expected);
    }
}
