package dev.trawl.plan;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/// The rows of a partition that a window function looks at, around the current row. Its start does
/// not come after its end in the order of {@link Bound}'s records; it may still be empty.
public record WindowFrame(Unit unit, Bound start, Bound end, Exclude exclude) {
    /// The whole partition; also that of functions that look at no frame.
    public static final WindowFrame PARTITION =
            new WindowFrame(Unit.ROWS, new Bound.First(), new Bound.Last());

    /// Of which nothing is left out.
    public WindowFrame(Unit unit, Bound start, Bound end) {
        this(unit, start, end, Exclude.NOTHING);
    }

    /// What of the frame the function does not see.
    public enum Exclude {
        NOTHING,
        CURRENT_ROW,
        /// The current row and its peers.
        GROUP,
        /// The peers of the current row, not itself.
        TIES
    }

    /// What the current row and offsets mean.
    public enum Unit {
        /// Rows, in the order of the window.
        ROWS,
        /// The current row stands for all its peers; offsets are distances of values.
        RANGE
    }

    /// Where a frame starts or ends.
    public sealed interface Bound {
        /// The partition's first row.
        record First() implements Bound {}

        record Preceding(long rows) implements Bound {
            public Preceding {
                checkOffset(rows);
            }
        }

        /// The first or last row whose key is at most so far before the current row's; of a NULL
        /// key the peers. The amount has the type of the window's only key, a decimal or double.
        record Before(Expr.Literal amount) implements Bound {
            public Before {
                checkDistance(amount);
            }
        }

        record Current() implements Bound {}

        /// The same after the current row.
        record After(Expr.Literal amount) implements Bound {
            public After {
                checkDistance(amount);
            }
        }

        record Following(long rows) implements Bound {
            public Following {
                checkOffset(rows);
            }
        }

        /// The partition's last row.
        record Last() implements Bound {}
    }

    public WindowFrame {
        if (place(start) > place(end)
                || start instanceof Bound.Last
                || end instanceof Bound.First) {
            throw new IllegalArgumentException(
                    "a frame does not start at %s and end at %s".formatted(start, end));
        }
        if (unit == Unit.RANGE && (isOffset(start) || isOffset(end))) {
            throw new IllegalArgumentException("a frame of RANGE has no offsets");
        }
        if (unit == Unit.ROWS && !distances(start, end).isEmpty()) {
            throw new IllegalArgumentException("a frame of ROWS has no distances");
        }
    }

    /// The distances of keys in it.
    public List<Expr.Literal> distances() {
        return distances(start, end);
    }

    private static List<Expr.Literal> distances(Bound start, Bound end) {
        return Stream.of(start, end)
                .flatMap(b ->
                        switch (b) {
                            case Bound.Before(Expr.Literal amount) -> Stream.of(amount);
                            case Bound.After(Expr.Literal amount) -> Stream.of(amount);
                            case Bound.First _,
                                    Bound.Preceding _,
                                    Bound.Current _,
                                    Bound.Following _,
                                    Bound.Last _ ->
                                    Stream.of();
                        })
                .toList();
    }

    private static int place(Bound bound) {
        return switch (bound) {
            case Bound.First _ -> 0;
            case Bound.Preceding _, Bound.Before _ -> 1;
            case Bound.Current _ -> 2;
            case Bound.Following _, Bound.After _ -> 3;
            case Bound.Last _ -> 4;
        };
    }

    private static boolean isOffset(Bound bound) {
        return bound instanceof Bound.Preceding || bound instanceof Bound.Following;
    }

    private static void checkDistance(Expr.Literal amount) {
        boolean isDistance =
                switch (amount.value()) {
                    case BigDecimal number ->
                            amount.type() instanceof Type.Decimal d
                                    && d.precision() < Type.Decimal.PRECISION_MAX
                                    && number.signum() >= 0;
                    case Double number -> number >= 0 && number < Double.POSITIVE_INFINITY;
                    case null, default -> false;
                };
        if (!isDistance) {
            throw new IllegalArgumentException(
                    "a distance of a frame is a finite decimal or double of at least 0");
        }
    }

    private static void checkOffset(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("an offset of a frame is not negative: " + rows);
        }
    }
}
