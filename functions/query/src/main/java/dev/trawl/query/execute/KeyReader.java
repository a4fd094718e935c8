package dev.trawl.query.execute;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowValues;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import dev.trawl.query.split.Keys;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Reads the distinct values of a column out of what a fragment gave. Thread-safe.
public final class KeyReader {
    /// Characters of all keys that are text; more would make a message too long.
    private static final int CHARACTERS_MAX = 1_000_000;

    /// Keys that are no whole numbers, which alone are packed.
    private static final int OTHERS_MAX = 10_000;

    private final ChunkReaders readers;
    private final Allocators allocators;

    public KeyReader(ChunkReaders readers, Allocators allocators) {
        this.readers = readers;
        this.allocators = allocators;
    }

    /// Absent if the values are too many to list and have no useful range.
    ///
    /// @param keysMax values to list
    Optional<Keys> read(Work work, Received rows, int column, int keysMax) {
        Type type = rows.fields().get(column).type();
        Found found =
                type.isInteger()
                        ? new FoundNumbers(type, keysMax)
                        : new FoundOthers(type, Math.min(keysMax, OTHERS_MAX));
        try (BufferAllocator allocator = allocators.forRequest(work.queryId());
                ArrowReader reader = readers.open(rows.fields(), rows.chunks(), allocator)) {
            while (!found.isHopeless() && reader.loadNextBatch()) {
                found.add(
                        reader.getVectorSchemaRoot().getVector(column),
                        reader.getVectorSchemaRoot().getRowCount());
            }
        } catch (OutOfMemoryException e) {
            throw Allocators.limitExceeded(e);
        } catch (IOException e) {
            throw ChunkWriter.unreadable(e);
        }
        return found.keys();
    }

    private sealed interface Found {
        void add(FieldVector vector, int rows);

        /// Whether more values would change nothing.
        boolean isHopeless();

        Optional<Keys> keys();
    }

    private static final class FoundNumbers implements Found {
        private final Type type;
        private final WholeKeys numbers;

        FoundNumbers(Type type, int keysMax) {
            this.type = type;
            this.numbers = new WholeKeys(keysMax);
        }

        @Override
        public void add(FieldVector vector, int rows) {
            BaseIntVector whole = (BaseIntVector) vector;
            for (int row = 0; row < rows; row++) {
                if (!vector.isNull(row)) {
                    numbers.add(whole.getValueAsLong(row));
                }
            }
        }

        @Override
        public boolean isHopeless() {
            return false;
        }

        @Override
        public Optional<Keys> keys() {
            return numbers.keys(type);
        }
    }

    private static final class FoundOthers implements Found {
        private final Type type;
        private final int keysMax;
        private final SortedSet<Object> values = new TreeSet<>();
        private @Nullable Object smallest;
        private @Nullable Object largest;
        private int characters;
        private boolean isList = true;
        private boolean isHopeless;

        FoundOthers(Type type, int keysMax) {
            this.type = type;
            this.keysMax = keysMax;
        }

        @Override
        public void add(FieldVector vector, int rows) {
            for (int row = 0; row < rows && !isHopeless; row++) {
                Object value = ArrowValues.value(vector, row, type);
                if (value != null) {
                    add(value);
                }
            }
        }

        private void add(Object value) {
            if (!isConstant(value)) {
                isHopeless = true;
            } else if (!isList) {
                widen(value);
            } else if (values.add(value)) {
                characters += value instanceof String text ? text.length() : 0;
                if (values.size() > keysMax || characters > CHARACTERS_MAX) {
                    isList = false;
                    smallest = values.getFirst();
                    largest = values.getLast();
                    values.clear();
                    isHopeless = type == Type.Simple.VARCHAR || type == Type.Simple.UUID;
                }
            }
        }

        /// Sources have dates that no constant can be.
        private boolean isConstant(Object value) {
            if (!type.isPointInTime()) {
                return true;
            }
            try {
                return !new Expr.Literal(value, type).isNull();
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        @SuppressWarnings("unchecked")
        private void widen(Object value) {
            Comparable<Object> comparable = (Comparable<Object>) value;
            if (smallest == null || comparable.compareTo(smallest) < 0) {
                smallest = value;
            }
            if (largest == null || comparable.compareTo(largest) > 0) {
                largest = value;
            }
        }

        @Override
        public boolean isHopeless() {
            return isHopeless;
        }

        @Override
        public Optional<Keys> keys() {
            if (isList && !isHopeless) {
                return Optional.of(Keys.listed(type, values));
            }
            Object from = smallest;
            Object to = largest;
            return isHopeless || from == null || to == null
                    ? Optional.empty()
                    : Optional.of(new Keys.Range(type, from, to));
        }
    }
}
