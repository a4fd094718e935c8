package dev.trawl.calcite;

import java.util.LinkedHashMap;
import java.util.Map;

/// Caches that drop what was not used for longest.
public final class LastUsed {
    private LastUsed() {}

    /// An empty map that keeps the last used entries. Not thread-safe: reading changes it.
    public static <K, V> Map<K, V> map(int entriesMax) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > entriesMax;
            }
        };
    }
}
