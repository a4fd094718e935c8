package dev.trawl.store.memory;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Notices;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what was told. Thread-safe.
public final class InMemoryNotices implements Notices {
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();

    /// @param place ARN of a topic or a bus
    /// @param what subject or type
    public record Told(String place, String what, String json) {}

    public List<Told> told() {
        return List.copyOf(told);
    }

    /// From now on nothing gets through to a place.
    public void close(String place) {
        away.add(place);
    }

    /// From now on it takes notices again.
    public void open(String place) {
        away.remove(place);
    }

    @Override
    public void publish(String topic, String subject, String json) {
        tell(topic, subject, json);
    }

    @Override
    public void put(String bus, String type, String json) {
        tell(bus, type, json);
    }

    private void tell(String place, String what, String json) {
        if (away.contains(place)) {
            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, place + " does not answer");
        }
        told.add(new Told(place, what, json));
    }
}
