package dev.trawl.plan;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
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
        ByteArrayOutputStream out = new ByteArrayOutputStream(values.size() * 2);
        long before = 0;
        for (int i = 0; i < values.size(); i++) {
            if (!(values.get(i).value() instanceof Long value) || i > 0 && value <= before) {
                return Optional.empty();
            }
            put(i == 0 ? value << 1 ^ value >> Long.SIZE - 1 : value - before, out);
            before = value;
        }
        return Optional.of(Base64.getEncoder().encodeToString(out.toByteArray()));
    }

    /// The constants of a packed list.
    ///
    /// @throws IllegalArgumentException if it is none, is too long, or the type lacks a value
    static List<Expr.Literal> unpack(String text, Type type) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException("only whole numbers are packed");
        }
        byte[] bytes = Base64.getDecoder().decode(text);
        List<Expr.Literal> values = new ArrayList<>();
        Cursor in = new Cursor(bytes);
        long value = 0;
        while (in.hasMore()) {
            long next = in.take();
            if (values.isEmpty()) {
                value = next >>> 1 ^ -(next & 1);
            } else {
                long before = value;
                value += next;
                if (value <= before) {
                    throw new IllegalArgumentException("packed values are not in order");
                }
            }
            if (values.size() == COUNT_MAX) {
                throw new IllegalArgumentException(
                        "a list has more than %d values".formatted(COUNT_MAX));
            }
            values.add(new Expr.Literal(value, type));
        }
        return values;
    }

    private static void put(long unsigned, ByteArrayOutputStream out) {
        long rest = unsigned;
        while ((rest & ~(MORE - 1L)) != 0) {
            out.write((int) (rest & MORE - 1 | MORE));
            rest >>>= BITS;
        }
        out.write((int) rest);
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
