package dev.trawl.plan;

/// The rows of a partition that a window function looks at, around the current row. Its start does
/// not come after its end in the order of {@link Bound}'s records; it may still be empty.
public record WindowFrame(Unit unit, Bound start, Bound end) {
    /// The whole partition; also that of functions that look at no frame.
    public static final WindowFrame PARTITION =
            new WindowFrame(Unit.ROWS, new Bound.First(), new Bound.Last());

    /// What the current row and offsets mean.
    public enum Unit {
        /// Rows, in the order of the window.
        ROWS,
        /// The current row stands for all its peers; there are no offsets.
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

        record Current() implements Bound {}

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
    }

    private static int place(Bound bound) {
        return switch (bound) {
            case Bound.First _ -> 0;
            case Bound.Preceding _ -> 1;
            case Bound.Current _ -> 2;
            case Bound.Following _ -> 3;
            case Bound.Last _ -> 4;
        };
    }

    private static boolean isOffset(Bound bound) {
        return bound instanceof Bound.Preceding || bound instanceof Bound.Following;
    }

    private static void checkOffset(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("an offset of a frame is not negative: " + rows);
        }
    }
}
