package dev.trawl.plan;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.BOOLEAN;
import static dev.trawl.plan.Type.Simple.DOUBLE;

import java.util.List;
import java.util.Locale;

/// The closed list of aggregate functions. All skip NULL; over no values all give NULL, counts 0.
public enum AggregateFunction {
    /// Rows; no argument.
    COUNT_ALL,
    /// Values that are not NULL.
    COUNT,
    /// Integers give bigint with an overflow check on the end result; decimals decimal(38,s).
    SUM,
    /// Integers and floating numbers give double, decimals {@link Decimals#average} of a sum that
    /// must fit as that of {@link #SUM}.
    AVG,
    MIN,
    MAX,
    BOOL_AND,
    BOOL_OR;

    /// @throws IllegalArgumentException if there is no such call
    public Type resultType(List<Expr> arguments) {
        if (this == COUNT_ALL) {
            require(arguments.isEmpty(), arguments);
            return BIGINT;
        }
        require(arguments.size() == 1, arguments);
        Type type = arguments.getFirst().type();
        return switch (this) {
            case COUNT_ALL, COUNT -> BIGINT;
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
