package dev.trawl.plan;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Long lists of whole numbers as short text: Base64 of the first number and of the distances
/// between neighbours, each as LEB128 (DWARF 5, section 7.6; the first one signed by zigzag).
///
/// A key costs two characters or three where a list of texts takes ten, and an invocation has 6 MB.
final class PackedIntegers {
    /// Shorter lists stay readable.
    static final int COUNT_MIN = 64;

    /// Constants of one list that are read; each takes some fifty bytes.
    static final int COUNT_MAX = 1_000_000;

    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;
    private static final int BYTES_MAX = 10;

    private PackedIntegers() {}

    /// Absent unless there are many whole numbers, each above the one before.
    static Optional<String> pack(List<Expr.Literal> values) {
        if (values.size() < COUNT_MIN || !values.getFirst().type().isInteger()) {
            return Optional.empty();
        }
        WholeNumbers numbers = WholeNumbers.of(values);
        if (numbers != null) {
            return Optional.of(numbers.packed());
        }
        long[] plain = new long[values.size()];
        for (int i = 0; i < plain.length; i++) {
            if (!(values.get(i).value() instanceof Long value) || i > 0 && value <= plain[i - 1]) {
                return Optional.empty();
            }
            plain[i] = value;
        }
        return Optional.of(pack(plain));
    }

    /// @param values at least one, each above the one before
    static String pack(long[] values) {
        byte[] out = new byte[values.length * 2 + BYTES_MAX];
        int at = put(values[0] << 1 ^ values[0] >> Long.SIZE - 1, out, 0);
        for (int i = 1; i < values.length; i++) {
            if (out.length - at < BYTES_MAX) {
                out = Arrays.copyOf(out, out.length * 2);
            }
            at = put(values[i] - values[i - 1], out, at);
        }
        return Base64.getEncoder().encodeToString(Arrays.copyOf(out, at));
    }

    /// The constants of a packed list.
    ///
    /// @throws IllegalArgumentException if it is none, is too long, or the type lacks a value
    static List<Expr.Literal> unpack(String text, Type type) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException("only whole numbers are packed");
        }
        byte[] bytes = Base64.getDecoder().decode(text);
        long[] values = new long[Math.min(bytes.length, COUNT_MAX)];
        int count = 0;
        Cursor in = new Cursor(bytes);
        long value = 0;
        while (in.hasMore()) {
            long next = in.take();
            if (count == 0) {
                value = next >>> 1 ^ -(next & 1);
            } else {
                long before = value;
                value += next;
                if (value <= before) {
                    throw new IllegalArgumentException("packed values are not in order");
                }
            }
            if (count == COUNT_MAX) {
                throw new IllegalArgumentException(
                        "a list has more than %d values".formatted(COUNT_MAX));
            }
            values[count] = value;
            count++;
        }
        return WholeNumbers.of(type, Arrays.copyOf(values, count)).literals();
    }

    private static int put(long unsigned, byte[] out, int from) {
        int at = from;
        long rest = unsigned;
        while ((rest & ~(MORE - 1L)) != 0) {
            out[at++] = (byte) (rest & MORE - 1 | MORE);
            rest >>>= BITS;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static final class Cursor {
        private final byte[] bytes;
        private int at;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasMore() {
            return at < bytes.length;
        }

        long take() {
            long value = 0;
            for (int i = 0; i < BYTES_MAX && at < bytes.length; i++) {
                byte next = bytes[at++];
                value |= (long) (next & MORE - 1) << BITS * i;
                if ((next & MORE) == 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a packed value does not end");
        }
    }
}
