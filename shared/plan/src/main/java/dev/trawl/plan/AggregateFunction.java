package dev.trawl.plan;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.BOOLEAN;
import static dev.trawl.plan.Type.Simple.DOUBLE;
import static dev.trawl.plan.Type.Simple.VARCHAR;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The closed list of aggregate functions. All skip NULL; over no values all give NULL, counts 0.
public enum AggregateFunction {
    /// Rows; no argument.
    COUNT_ALL(Trait.TOTAL, Trait.ADDED_UP),
    /// Values that are not NULL.
    COUNT(Trait.TOTAL, Trait.ADDED_UP),
    /// Integers give bigint with an overflow check on the end result; decimals decimal(38,s).
    SUM(Trait.ADDED_UP),
    /// Integers and floating numbers give double, decimals {@link Decimals#average} of a sum that
    /// must fit as that of {@link #SUM}.
    AVG,
    MIN(Trait.TOTAL, Trait.REPEATED),
    MAX(Trait.TOTAL, Trait.REPEATED),
    BOOL_AND(Trait.TOTAL, Trait.REPEATED),
    BOOL_OR(Trait.TOTAL, Trait.REPEATED),
    /// Value and key: the value of the row with the least key, of several the least value. Rows
    /// where either is NULL are skipped.
    MIN_BY(Trait.TOTAL, Trait.BY_KEY),
    /// The same for the greatest key, of several the greatest value.
    MAX_BY(Trait.TOTAL, Trait.BY_KEY),
    /// Text, constant separator, constant order, keys of the order. The order has two letters per
    /// key: `a` or `d` for its direction, `f` or `l` for NULL first or last. Texts that tie, and
    /// all without keys, are in the order of their code points. DISTINCT has no key but the text.
    STRING_AGG(Trait.TOTAL),
    /// Of doubles; over one value 0. NaN if a value is not finite; a result that is not where all
    /// values are is an error.
    VAR_POP(Trait.STATISTIC),
    /// The same, divided by one less; over one value NULL.
    VAR_SAMP(Trait.STATISTIC),
    /// The root of {@link #VAR_POP}.
    STDDEV_POP(Trait.STATISTIC),
    STDDEV_SAMP(Trait.STATISTIC),
    /// Double and constant fraction of 0 to 1: the value at `fraction * (count - 1)` in their
    /// order, from 0, between two values in proportion.
    PERCENTILE_CONT(Trait.TOTAL, Trait.STATISTIC),
    /// Value and constant fraction: the first in their order that at least that fraction of the
    /// values does not come after.
    PERCENTILE_DISC(Trait.TOTAL, Trait.STATISTIC);

    private final Set<Trait> traits;

    AggregateFunction(Trait... traits) {
        Set<Trait> own = EnumSet.noneOf(Trait.class);
        own.addAll(List.of(traits));
        this.traits = Collections.unmodifiableSet(own);
    }

    /// What plans may count on. A function has none that it does not name.
    public enum Trait {
        /// Fails on no values that it can be given.
        TOTAL,
        /// Results over parts of the rows add up to the one over all.
        ADDED_UP,
        /// The same function makes of results over parts the one over all.
        REPEATED,
        /// The same, where each result is given the least or greatest key of its part.
        BY_KEY,
        /// Of numbers as doubles, or with a fraction.
        STATISTIC
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /// @throws IllegalArgumentException if there is no such call
    public Type resultType(List<Expr> arguments) {
        if (this == COUNT_ALL) {
            require(arguments.isEmpty(), arguments);
            return BIGINT;
        }
        if (this == STRING_AGG) {
            require(isJoined(arguments), arguments);
            return VARCHAR;
        }
        if (this == PERCENTILE_CONT || this == PERCENTILE_DISC) {
            require(arguments.size() == 2 && isFraction(arguments.getLast()), arguments);
            Type type = arguments.getFirst().type();
            require(this == PERCENTILE_CONT ? type == DOUBLE : type.isOrdered(), arguments);
            return type;
        }
        if (this == MIN_BY || this == MAX_BY) {
            require(arguments.size() == 2, arguments);
            require(arguments.getFirst().type().isOrdered(), arguments);
            require(arguments.getLast().type().isOrdered(), arguments);
            return arguments.getFirst().type();
        }
        require(arguments.size() == 1, arguments);
        Type type = arguments.getFirst().type();
        return switch (this) {
            case COUNT_ALL, COUNT, MIN_BY, MAX_BY, STRING_AGG, PERCENTILE_CONT, PERCENTILE_DISC ->
                    BIGINT;
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> {
                require(type == DOUBLE, arguments);
                yield DOUBLE;
            }
            case SUM -> {
                require(type.isNumeric(), arguments);
                yield sum(type);
            }
            case AVG -> {
                require(type.isNumeric(), arguments);
                yield type instanceof Type.Decimal d ? Decimals.average(d) : DOUBLE;
            }
            case MIN, MAX -> {
                require(type.isOrdered(), arguments);
                yield type;
            }
            case BOOL_AND, BOOL_OR -> {
                require(type == BOOLEAN, arguments);
                yield BOOLEAN;
            }
        };
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static boolean isFraction(Expr expr) {
        return expr instanceof Expr.Literal(Object value, _)
                && value instanceof BigDecimal fraction
                && fraction.signum() >= 0
                && fraction.compareTo(BigDecimal.ONE) <= 0;
    }

    private static boolean isJoined(List<Expr> arguments) {
        return arguments.size() >= 3
                && arguments.get(0).type() == VARCHAR
                && arguments.get(1) instanceof Expr.Literal(Object separator, _)
                && separator instanceof String
                && arguments.get(2) instanceof Expr.Literal(Object order, _)
                && order instanceof String letters
                && letters.matches("([ad][fl])*")
                && arguments.size() == 3 + letters.length() / 2
                && arguments.stream().skip(3).allMatch(k -> k.type().isOrdered());
    }

    private static Type sum(Type type) {
        return switch (type) {
            case Type.Decimal d -> Decimals.sum(d);
            case Type t when t.isInteger() -> BIGINT;
            default -> DOUBLE;
        };
    }

    private void require(boolean condition, List<Expr> arguments) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "there is no %s(%s)"
                            .formatted(
                                    text(),
                                    String.join(
                                            ", ",
                                            arguments.stream()
                                                    .map(a -> a.type().text())
                                                    .toList())));
        }
    }
}
