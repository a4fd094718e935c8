package dev.trawl.fleettests;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Answers that are fetched two at a time, in order, while tests check those that are there: one at
/// a time would leave a core without work.
final class Prefetched<K, V> {
    private static final int AT_ONCE = 2;

    private final Map<K, Future<V>> values;

    private Prefetched(Map<K, Future<V>> values) {
        this.values = values;
    }

    static <K, V> Prefetched<K, V> of(List<K> keys, Function<K, V> fetch) {
        Map<K, Future<V>> values = new HashMap<>();
        ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        keys.forEach(key -> values.computeIfAbsent(key, k -> threads.submit(() -> fetch.apply(k))));
        threads.shutdown();
        return new Prefetched<>(values);
    }

    V take(K key) {
        try {
            return Objects.requireNonNull(values.get(key)).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
