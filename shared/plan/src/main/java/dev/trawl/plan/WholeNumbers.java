package dev.trawl.plan;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// Constants of one integer type, each above the one before, without an object for each: dynamic
/// filters list hundreds of thousands. Immutable.
public final class WholeNumbers {
    private final Type type;
    private final long[] values;
    private final Constants constants;
    private volatile @Nullable String packed;

    private WholeNumbers(Type type, long[] values) {
        this.type = type;
        this.values = values;
        this.constants = new Constants(this);
    }

    /// @param ascending is copied
    /// @throws IllegalArgumentException if the values are not in order, or the type lacks one
    public static WholeNumbers of(Type type, long[] ascending) {
        for (int i = 1; i < ascending.length; i++) {
            if (ascending[i] <= ascending[i - 1]) {
                throw new IllegalArgumentException("whole numbers are not in order");
            }
        }
        if (ascending.length > 0
                && !(holds(type, ascending[0]) && holds(type, ascending[ascending.length - 1]))) {
            throw new IllegalArgumentException(
                    "a whole number is no value of type %s".formatted(type.text()));
        }
        return new WholeNumbers(type, ascending.clone());
    }

    /// Those that the list consists of; null if it was not made by {@link #literals}.
    public static @Nullable WholeNumbers of(List<Expr.Literal> literals) {
        return literals instanceof Constants constants ? constants.numbers : null;
    }

    /// The constants as a list that cannot change.
    public List<Expr.Literal> literals() {
        return constants;
    }

    public Type type() {
        return type;
    }

    public int size() {
        return values.length;
    }

    public long value(int index) {
        return values[index];
    }

    /// Those that another integer type has too, as constants of that type.
    public WholeNumbers as(Type other) {
        if (other.equals(type)) {
            return this;
        }
        return new WholeNumbers(
                other, Arrays.stream(values).filter(value -> holds(other, value)).toArray());
    }

    /// As {@link PackedIntegers} writes them; made once.
    String packed() {
        String text = packed;
        if (text == null) {
            text = PackedIntegers.pack(values);
            packed = text;
        }
        return text;
    }

    private static boolean holds(Type type, long value) {
        int bits =
                switch (type) {
                    case Type.Simple simple ->
                            switch (simple) {
                                case TINYINT -> Byte.SIZE;
                                case SMALLINT -> Short.SIZE;
                                case INTEGER -> Integer.SIZE;
                                case BIGINT -> Long.SIZE;
                                default -> 0;
                            };
                    case Type.Decimal _, Type.Array _, Type.Mapping _, Type.Row _ -> 0;
                };
        return bits == Long.SIZE
                || bits > 0 && value >= -(1L << bits - 1) && value < 1L << bits - 1;
    }

    private static final class Constants extends AbstractList<Expr.Literal>
            implements RandomAccess {
        private final WholeNumbers numbers;

        Constants(WholeNumbers numbers) {
            this.numbers = numbers;
        }

        @Override
        public Expr.Literal get(int index) {
            return new Expr.Literal(numbers.values[index], numbers.type);
        }

        @Override
        public int size() {
            return numbers.values.length;
        }
    }
}
