package dev.trawl.store.memory;

import dev.trawl.store.Schedules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Schedules that nobody calls.
public final class InMemorySchedules implements Schedules {
    private final Map<String, Entry> entries = new TreeMap<>();

    @Override
    public synchronized List<Entry> list() {
        return List.copyOf(entries.values());
    }

    @Override
    public synchronized void put(Entry entry) {
        entries.put(entry.name(), entry);
    }

    @Override
    public synchronized void delete(String name) {
        entries.remove(name);
    }
}
