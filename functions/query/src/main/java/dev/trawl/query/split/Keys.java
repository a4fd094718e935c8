package dev.trawl.query.split;

import dev.trawl.plan.Decimals;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.plan.WholeNumbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;

/// Values of a column that a join compares with another column; NULL is none of them.
public sealed interface Keys {
    /// True for every row of the other column that can match.
    ///
    /// @param column of a type that {@link JoinKeys#match} the values'
    Expr matching(Expr.Column column);

    /// How many values are listed.
    int count();

    /// Whether no row of the other column can match.
    boolean isNone();

    /// In words, without values.
    String text();

    /// All of them.
    record Listed(Type type, List<Object> values) implements Keys {
        public Listed {
            values = List.copyOf(values);
        }

        @Override
        public Expr matching(Expr.Column column) {
            List<Expr.Literal> literals = new ArrayList<>();
            for (Object value : values) {
                literal(value, column.type()).ifPresent(literals::add);
            }
            return literals.isEmpty() ? Literals.of(false) : new Expr.In(column, literals);
        }

        @Override
        public int count() {
            return values.size();
        }

        @Override
        public boolean isNone() {
            return values.isEmpty();
        }

        @Override
        public String text() {
            return listed(values.size());
        }

        /// The value in another type; absent if that type does not have it.
        private Optional<Expr.Literal> literal(Object value, Type other) {
            if (type.equals(other) || !JoinKeys.isExactNumber(type)) {
                return Optional.of(new Expr.Literal(value, other));
            }
            return number(decimal(value), other);
        }
    }

    /// All of them, which are whole numbers.
    record Whole(WholeNumbers numbers) implements Keys {
        @Override
        public Expr matching(Expr.Column column) {
            if (!column.type().isInteger()) {
                return asListed().matching(column);
            }
            WholeNumbers others = numbers.as(column.type());
            return others.size() == 0 ? Literals.of(false) : new Expr.In(column, others.literals());
        }

        private Listed asListed() {
            return new Listed(
                    numbers.type(),
                    numbers.literals().stream()
                            .map(l -> Objects.requireNonNull(l.value()))
                            .toList());
        }

        @Override
        public int count() {
            return numbers.size();
        }

        @Override
        public boolean isNone() {
            return numbers.size() == 0;
        }

        @Override
        public String text() {
            return listed(numbers.size());
        }
    }

    /// Too many to list: the smallest and the largest.
    record Range(Type type, Object smallest, Object largest) implements Keys {
        @Override
        public Expr matching(Expr.Column column) {
            List<Expr> bounds = new ArrayList<>();
            bound(smallest, column.type(), RoundingMode.FLOOR)
                    .ifPresent(l -> bounds.add(Expr.Call.of(Function.GE, column, l)));
            bound(largest, column.type(), RoundingMode.CEILING)
                    .ifPresent(l -> bounds.add(Expr.Call.of(Function.LE, column, l)));
            return Expressions.and(bounds);
        }

        @Override
        public int count() {
            return 0;
        }

        @Override
        public boolean isNone() {
            return false;
        }

        @Override
        public String text() {
            return "range of keys";
        }

        private Optional<Expr.Literal> bound(Object value, Type other, RoundingMode rounding) {
            if (!JoinKeys.isExactNumber(type)) {
                return Optional.of(new Expr.Literal(value, other));
            }
            int scale = other instanceof Type.Decimal d ? d.scale() : 0;
            return number(decimal(value).setScale(scale, rounding), other);
        }
    }

    /// @param sorted distinct values of the type; none of them NULL
    static Keys listed(Type type, SortedSet<Object> sorted) {
        return new Listed(type, List.copyOf(sorted));
    }

    private static String listed(int count) {
        return count == 1 ? "1 key" : "%d keys".formatted(count);
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof BigDecimal d ? d : BigDecimal.valueOf((Long) value);
    }

    private static Optional<Expr.Literal> number(BigDecimal value, Type type) {
        Type.Decimal bounds = type instanceof Type.Decimal d ? d : Decimals.of((Type.Simple) type);
        BigDecimal plain = value.stripTrailingZeros();
        long whole = plain.signum() == 0 ? 0 : (long) plain.precision() - plain.scale();
        if (plain.scale() > bounds.scale() || whole > Decimals.whole(bounds)) {
            return Optional.empty();
        }
        return type instanceof Type.Decimal
                ? Optional.of(new Expr.Literal(plain, type))
                : integer(plain, type);
    }

    private static Optional<Expr.Literal> integer(BigDecimal value, Type type) {
        int bits =
                switch ((Type.Simple) type) {
                    case TINYINT -> Byte.SIZE;
                    case SMALLINT -> Short.SIZE;
                    case INTEGER -> Integer.SIZE;
                    default -> Long.SIZE;
                };
        return value.toBigInteger().bitLength() < bits
                ? Optional.of(new Expr.Literal(value.longValue(), type))
                : Optional.empty();
    }
}
