package dev.trawl.export;

import dev.trawl.store.Schedules;
import java.util.List;

/// Where the deployment names no group of the scheduler: nothing runs by itself but what the
/// reconciler wakes.
final class NoSchedules implements Schedules {
    @Override
    public List<Entry> list() {
        return List.of();
    }

    @Override
    public void put(Entry entry) {}

    @Override
    public void delete(String name) {}
}
