package dev.trawl.query.execute;

import dev.trawl.plan.Type;
import dev.trawl.plan.WholeNumbers;
import dev.trawl.query.split.Keys;
import java.util.Arrays;
import java.util.Optional;

/// Collects distinct whole numbers up to a bound; above it, their range. Not thread-safe.
final class WholeKeys {
    private static final int CAPACITY_FIRST = 1_024;

    private final int keysMax;
    private long[] values = new long[CAPACITY_FIRST];
    private int size;
    private long smallest = Long.MAX_VALUE;
    private long largest = Long.MIN_VALUE;
    private boolean isList = true;

    WholeKeys(int keysMax) {
        this.keysMax = keysMax;
    }

    void add(long value) {
        smallest = Math.min(smallest, value);
        largest = Math.max(largest, value);
        if (isList && (size == 0 || values[size - 1] != value)) {
            if (size == values.length) {
                makeRoom();
            }
            values[size] = value;
            size++;
        }
    }

    Optional<Keys> keys(Type type) {
        if (isList) {
            sort();
            isList = size <= keysMax;
        }
        if (isList) {
            return Optional.of(new Keys.Whole(WholeNumbers.of(type, Arrays.copyOf(values, size))));
        }
        return Optional.of(new Keys.Range(type, smallest, largest));
    }

    private void makeRoom() {
        sort();
        if (size > keysMax) {
            isList = false;
            size = 0;
        } else if (size > values.length / 2) {
            values = Arrays.copyOf(values, values.length * 2);
        }
    }

    private void sort() {
        Arrays.sort(values, 0, size);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (distinct == 0 || values[i] != values[distinct - 1]) {
                values[distinct] = values[i];
                distinct++;
            }
        }
        size = distinct;
    }
}
