package dev.trawl.plan;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.DOUBLE;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The closed list of window functions. Peers are rows of a partition that tie in its order;
/// without an order all are.
///
/// Offsets and numbers of buckets are bigint constants, so that nothing fails on a row but a sum
/// that overflows.
public enum WindowFunction {
    /// From 1; among peers in any order.
    ROW_NUMBER,
    /// The number of rows before the first peer, plus 1.
    RANK,
    /// The number of groups of peers before, plus 1.
    DENSE_RANK,
    /// (rank - 1) / (rows - 1), and 0 for a single row.
    PERCENT_RANK,
    /// The share of rows that are not after the peers.
    CUME_DIST,
    /// A constant number of buckets of at least 1; the first ones have the rows that are left over.
    NTILE,
    /// Value, constant offset of at least 0, optionally what to give where there is no such row
    /// before (NULL unless given).
    LAG,
    /// The same for rows after.
    LEAD,
    /// The value in the first row of the frame; NULL if the frame is empty.
    FIRST_VALUE,
    LAST_VALUE,
    /// Value and constant position from 1 in the frame; NULL if the frame has fewer rows.
    NTH_VALUE,
    COUNT_ALL,
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX,
    BOOL_AND,
    BOOL_OR;

    /// The aggregate that is computed over the frame; absent for functions of their own.
    public Optional<AggregateFunction> aggregate() {
        return switch (this) {
            case ROW_NUMBER,
                    RANK,
                    DENSE_RANK,
                    PERCENT_RANK,
                    CUME_DIST,
                    NTILE,
                    LAG,
                    LEAD,
                    FIRST_VALUE,
                    LAST_VALUE,
                    NTH_VALUE ->
                    Optional.empty();
            case COUNT_ALL -> Optional.of(AggregateFunction.COUNT_ALL);
            case COUNT -> Optional.of(AggregateFunction.COUNT);
            case SUM -> Optional.of(AggregateFunction.SUM);
            case AVG -> Optional.of(AggregateFunction.AVG);
            case MIN -> Optional.of(AggregateFunction.MIN);
            case MAX -> Optional.of(AggregateFunction.MAX);
            case BOOL_AND -> Optional.of(AggregateFunction.BOOL_AND);
            case BOOL_OR -> Optional.of(AggregateFunction.BOOL_OR);
        };
    }

    /// Whether the frame matters; the others look at the whole partition.
    public boolean readsFrame() {
        return this == FIRST_VALUE
                || this == LAST_VALUE
                || this == NTH_VALUE
                || aggregate().isPresent();
    }

    /// @throws IllegalArgumentException if there is no such call
    public Type resultType(List<Expr> arguments) {
        Optional<AggregateFunction> aggregate = aggregate();
        if (aggregate.isPresent()) {
            return aggregate.get().resultType(arguments);
        }
        return switch (this) {
            case PERCENT_RANK, CUME_DIST -> {
                need(arguments.isEmpty(), arguments);
                yield DOUBLE;
            }
            case NTILE -> {
                need(arguments.size() == 1 && isAtLeast(arguments.getFirst(), 1), arguments);
                yield BIGINT;
            }
            case LAG, LEAD -> {
                need(arguments.size() == 2 || arguments.size() == 3, arguments);
                Type type = arguments.getFirst().type();
                need(isAtLeast(arguments.get(1), 0), arguments);
                need(arguments.size() == 2 || arguments.get(2).type().equals(type), arguments);
                yield type;
            }
            case FIRST_VALUE, LAST_VALUE -> {
                need(arguments.size() == 1, arguments);
                yield arguments.getFirst().type();
            }
            case NTH_VALUE -> {
                need(arguments.size() == 2 && isAtLeast(arguments.get(1), 1), arguments);
                yield arguments.getFirst().type();
            }
            case ROW_NUMBER,
                    RANK,
                    DENSE_RANK,
                    COUNT_ALL,
                    COUNT,
                    SUM,
                    AVG,
                    MIN,
                    MAX,
                    BOOL_AND,
                    BOOL_OR -> {
                need(arguments.isEmpty(), arguments);
                yield BIGINT;
            }
        };
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static boolean isAtLeast(Expr expr, long least) {
        return expr instanceof Expr.Literal(Object value, Type type)
                && type == BIGINT
                && value instanceof Long n
                && n >= least;
    }

    private void need(boolean condition, List<Expr> arguments) {
        if (!condition) {
            throw new IllegalArgumentException(
                    arguments.stream()
                            .map(a -> a.type().text())
                            .collect(
                                    Collectors.joining(
                                            ", ", "there is no window " + text() + "(", ")")));
        }
    }
}
